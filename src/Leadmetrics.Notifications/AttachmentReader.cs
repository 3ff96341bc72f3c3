using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications;

/// <summary>Reads one attachment for a send, block by block, and holds it to the length it announced.</summary>
/// <remarks>
/// The stream that proved at opening that the attachment can be read serves the first read; a further one (another transaction, another connection) opens its
/// own. Fewer or more octets than announced end the read with an exception, so that no server accepts another file than was meant.
/// </remarks>
internal sealed class AttachmentReader : IAsyncDisposable
{
    private const int BufferedBlock = 64 * 1024;
    private const string Changed = "is not what it was when the message was signed";

    private readonly EmailAttachment _attachment;
    private readonly string _field;
    private Stream? _opened;

    // Null: not pinned; empty: pinned, and not read yet.
    private byte[]? _pinned;

    private AttachmentReader(EmailAttachment attachment, int index)
    {
        _attachment = attachment;
        _field = FieldOf(index);
    }

    /// <summary>What a read hands on: a block, and whether it is the last one.</summary>
    public delegate ValueTask BlockHandler<in TState>(TState state, ReadOnlyMemory<byte> block, bool isLast, CancellationToken cancellationToken);

    /// <summary>The octets; <see langword="null"/> where neither the attachment nor its stream knows.</summary>
    public long? Length { get; private set; }

    /// <summary>Opens an attachment and learns its length.</summary>
    /// <exception cref="EmailMessageException">It cannot be read, or has another length than it said.</exception>
    public static async ValueTask<AttachmentReader> OpenAsync(EmailAttachment attachment, int index, CancellationToken cancellationToken)
    {
        var reader = new AttachmentReader(attachment, index);
        reader._opened = await reader.OpenStreamAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            reader.Measure(reader._opened);
            return reader;
        }
        catch
        {
            await reader.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The same attachment with its content in memory.</summary>
    /// <exception cref="EmailMessageException">It cannot be read, has another length than it said, or is larger than it may be.</exception>
    public static async ValueTask<EmailAttachment> BufferAsync(EmailAttachment attachment, int index, long maxOctets, CancellationToken cancellationToken)
    {
        var bytes = attachment.Bytes;
        if (bytes is null)
        {
            var reader = await OpenAsync(attachment, index, cancellationToken).ConfigureAwait(false);
            await using var closing = reader.ConfigureAwait(false);
            if (reader.Length > maxOctets) throw TooLarge();
            var content = new ArrayBufferWriter<byte>();
            await reader.ReadAsync(BufferedBlock, content, Append, cancellationToken).ConfigureAwait(false);
            return attachment.WithBytes(content.WrittenMemory);
        }

        return bytes.Value.Length <= maxOctets ? attachment : throw TooLarge();

        ValueTask Append(ArrayBufferWriter<byte> content, ReadOnlyMemory<byte> block, bool isLast, CancellationToken token)
        {
            // Its length may be unknown until it has been read.
            if (content.WrittenCount + (long)block.Length > maxOctets) throw TooLarge();
            content.Write(block.Span);
            return ValueTask.CompletedTask;
        }

        EmailMessageException TooLarge() => new(FieldOf(index), "is, with those before it, larger than may be held in memory");
    }

    /// <summary>Holds every later reading to the octets of the next one, to its number of them too: between them a signature is made.</summary>
    /// <remarks>Not where the octets are in memory: these are the ones that were signed.</remarks>
    public void Pin() => _pinned = [];

    /// <summary>Reads the attachment once, in blocks that are full but for the last one; the last may be empty.</summary>
    /// <exception cref="EmailMessageException">It cannot be read to its end, has another length than it said, or other octets than before; the last block is not handed on.</exception>
    public async ValueTask ReadAsync<TState>(int blockLength, TState state, BlockHandler<TState> handle, CancellationToken cancellationToken)
    {
        var stream = Interlocked.Exchange(ref _opened, null) ?? await OpenStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        if (stream is ReadOnlyMemoryStream memory)
        {
            await HandOnAsync(memory.Rest, blockLength, state, handle, cancellationToken).ConfigureAwait(false);
            return;
        }

        using var digest = _pinned is not null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        var block = ArrayPool<byte>.Shared.Rent(blockLength);
        try
        {
            long total = 0;
            int read;
            do
            {
                read = await ReadBlockAsync(stream, block.AsMemory(0, blockLength), cancellationToken).ConfigureAwait(false);
                total += read;
                if (total > Length) throw Different("is longer than it said");
                if (read < blockLength && total < Length) throw Different("is shorter than it said");
                digest?.AppendData(block, 0, read);
                if (digest is not null && read < blockLength) Compare(digest.GetHashAndReset(), total);
                await handle(state, block.AsMemory(0, read), read < blockLength, cancellationToken).ConfigureAwait(false);
            }
            while (read == blockLength);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    // What is in memory already is not copied into a block first.
    private static async ValueTask HandOnAsync<TState>(ReadOnlyMemory<byte> content, int blockLength, TState state, BlockHandler<TState> handle, CancellationToken cancellationToken)
    {
        while (content.Length >= blockLength)
        {
            await handle(state, content[..blockLength], false, cancellationToken).ConfigureAwait(false);
            content = content[blockLength..];
        }

        await handle(state, content, true, cancellationToken).ConfigureAwait(false);
    }

    private static string FieldOf(int index) => string.Create(CultureInfo.InvariantCulture, $"attachments[{index}]");

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _opened, null) is { } stream ? stream.DisposeAsync() : ValueTask.CompletedTask;

    private void Compare(byte[] digest, long total)
    {
        if (_pinned is { Length: > 0 } && !digest.AsSpan().SequenceEqual(_pinned)) throw new EmailMessageException(_field, Changed);
        _pinned = digest;
        Length = total;
    }

    private EmailMessageException Different(string how) => new(_field, _pinned is { Length: > 0 } ? Changed : how);

    private void Measure(Stream stream)
    {
        Length = _attachment.Length;
        if (!stream.CanSeek) return;
        long actual;
        try
        {
            actual = stream.Length - stream.Position;
        }
        catch (Exception e) when (e is IOException or NotSupportedException or ObjectDisposedException)
        {
            throw Unreadable(e);
        }

        if (Length is { } announced && announced != actual) throw new EmailMessageException(_field, actual < announced ? "is shorter than it said" : "is longer than it said");
        Length = actual;
    }

    private async ValueTask<Stream> OpenStreamAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _attachment.OpenAsync(cancellationToken).ConfigureAwait(false) ?? throw new EmailMessageException(_field, "was opened without a stream");
        }
        catch (Exception e) when (IsOfTheAttachment(e, cancellationToken))
        {
            throw Unreadable(e);
        }
    }

    private async ValueTask<int> ReadBlockAsync(Stream stream, Memory<byte> block, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOfTheAttachment(e, cancellationToken))
        {
            throw Unreadable(e);
        }
    }

    // The code behind an attachment is the host's: it may throw anything.
    private static bool IsOfTheAttachment(Exception e, CancellationToken cancellationToken) =>
        e is not EmailMessageException && !(e is OperationCanceledException && cancellationToken.IsCancellationRequested);

    private EmailMessageException Unreadable(Exception e) => new(_field, "cannot be read", e);
}
