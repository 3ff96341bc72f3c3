using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;

namespace Leadmetrics.Notifications.Mime;

/// <summary>An attachment as base64, read and encoded block by block.</summary>
/// <remarks>
/// The stream that proved at opening that the attachment can be read serves the first write; a further one (another transaction, another connection) opens its own.
/// What is read is counted: fewer or more octets than were announced end the write with an exception, so that no server accepts another file than was meant.
/// </remarks>
internal sealed class AttachmentPart : MimePart, IAsyncDisposable
{
    private const int BlockLength = 1024 * Base64Lines.OctetsPerLine;

    private readonly EmailAttachment _attachment;
    private readonly string _field;
    private long? _octets;
    private Stream? _opened;

    private AttachmentPart(EmailAttachment attachment, int index)
    {
        _attachment = attachment;
        _field = string.Create(CultureInfo.InvariantCulture, $"attachments[{index}]");
    }

    public override long? Length => _octets is { } octets ? Base64Lines.EncodedLength(octets) : null;

    public override TransferEncoding Encoding => TransferEncoding.Base64;

    public static async ValueTask<AttachmentPart> OpenAsync(EmailAttachment attachment, int index, CancellationToken cancellationToken)
    {
        var part = new AttachmentPart(attachment, index);
        part._opened = await part.OpenStreamAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            part.Measure(part._opened);
            return part;
        }
        catch
        {
            await part.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async ValueTask WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var stream = Interlocked.Exchange(ref _opened, null) ?? await OpenStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = stream.ConfigureAwait(false);
        var block = ArrayPool<byte>.Shared.Rent(BlockLength);
        try
        {
            long total = 0;
            int read;
            do
            {
                read = await ReadBlockAsync(stream, block.AsMemory(0, BlockLength), cancellationToken).ConfigureAwait(false);
                total += read;
                if (total > _octets) throw new EmailMessageException(_field, "is longer than it said");
                Encode(block.AsSpan(0, read), output);
                if (read == BlockLength) await FlushAsync(output, cancellationToken).ConfigureAwait(false);
            }
            while (read == BlockLength);
            if (total < _octets) throw new EmailMessageException(_field, "is shorter than it said");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _opened, null) is { } stream ? stream.DisposeAsync() : ValueTask.CompletedTask;

    private static void Encode(ReadOnlySpan<byte> octets, PipeWriter output)
    {
        while (!octets.IsEmpty)
        {
            var span = output.GetSpan(Base64Lines.LineLength);
            var count = Math.Min(octets.Length, span.Length / Base64Lines.LineLength * Base64Lines.OctetsPerLine);
            output.Advance(Base64Lines.Encode(octets[..count], span));
            octets = octets[count..];
        }
    }

    private void Measure(Stream stream)
    {
        _octets = _attachment.Length;
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

        if (_octets is { } announced && announced != actual) throw new EmailMessageException(_field, actual < announced ? "is shorter than it said" : "is longer than it said");
        _octets = actual;
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
