using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Leadmetrics.Notifications.Mime;

/// <summary>An attachment as base64, read and encoded block by block.</summary>
internal sealed class AttachmentPart : MimePart, IAsyncDisposable
{
    // Large reads, and writes that fit into what a connection gathers before it sends: its buffer need not grow for them.
    private const int BlockLength = 2048 * Base64Lines.OctetsPerLine;
    private const int SliceLength = FlushThreshold / Base64Lines.LineLength * Base64Lines.OctetsPerLine;

    private readonly AttachmentReader _reader;

    private AttachmentPart(AttachmentReader reader) => _reader = reader;

    public override long? Length => _reader.Length is { } octets ? Base64Lines.EncodedLength(octets) : null;

    public override TransferEncoding Encoding => TransferEncoding.Base64;

    public static async ValueTask<AttachmentPart> OpenAsync(EmailAttachment attachment, int index, CancellationToken cancellationToken) =>
        new(await AttachmentReader.OpenAsync(attachment, index, cancellationToken).ConfigureAwait(false));

    /// <summary>Holds every later write to the octets of the next one, as <see cref="AttachmentReader.Pin"/> does.</summary>
    public void Pin() => _reader.Pin();

    public override ValueTask WriteAsync(PipeWriter output, CancellationToken cancellationToken) =>
        _reader.ReadAsync(BlockLength, output, EncodeAsync, cancellationToken);

    public ValueTask DisposeAsync() => _reader.DisposeAsync();

    // The last slice is left unflushed, so that it travels with what follows it.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask EncodeAsync(PipeWriter output, ReadOnlyMemory<byte> block, bool isLast, CancellationToken cancellationToken)
    {
        while (block.Length > SliceLength)
        {
            Encode(block.Span[..SliceLength], output);
            block = block[SliceLength..];
            await FlushAsync(output, cancellationToken).ConfigureAwait(false);
        }

        Encode(block.Span, output);
        if (!isLast) await FlushAsync(output, cancellationToken).ConfigureAwait(false);
    }

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
}
