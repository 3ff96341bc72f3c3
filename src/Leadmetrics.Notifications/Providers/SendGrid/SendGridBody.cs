using System.Buffers;
using System.Buffers.Text;
using System.Net.Http.Headers;
using Leadmetrics.Notifications.Providers.Posting;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The body of one v3 Mail Send request: JSON with the attachments' base64 streamed into its places.</summary>
/// <remarks>
/// The JSON is written once, with an empty string where each attachment's content belongs, and cut there; base64 needs no escaping in JSON. Octets are counted as they go out,
/// since an attachment may not know its length: at the limit the body ends unfinished.
/// </remarks>
internal sealed class SendGridBody : PostedBody
{
    /// <summary>The most octets that SendGrid takes.</summary>
    public const long MaxLength = 30L * 1024 * 1024;

    // A multiple of three, so that only the last block is padded.
    private const int BlockLength = 48 * 1024;

    private readonly ReadOnlyMemory<byte> _json;
    private readonly IReadOnlyList<int> _cuts;
    private readonly IReadOnlyList<AttachmentReader> _attachments;
    private long _written;

    public SendGridBody(ReadOnlyMemory<byte> json, IReadOnlyList<int> cuts, IReadOnlyList<AttachmentReader> attachments, Func<CancellationToken, ValueTask>? gate)
        : base(gate)
    {
        _json = json;
        _cuts = cuts;
        _attachments = attachments;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>The octets of the body; <see langword="null"/> where an attachment does not know its length.</summary>
    public long? Length => TryComputeLength(out var length) ? length : null;

    protected override bool TryComputeLength(out long length)
    {
        length = _json.Length;
        foreach (var attachment in _attachments)
        {
            if (attachment.Length is not { } raw) return false;
            length += (raw + 2) / 3 * 4;
        }

        return true;
    }

    protected override async ValueTask WriteAsync(Stream stream, CancellationToken cancellationToken)
    {
        var start = 0;
        for (var i = 0; i < _cuts.Count; i++)
        {
            await WriteAsync(stream, _json[start.._cuts[i]], cancellationToken).ConfigureAwait(false);
            await _attachments[i].ReadAsync(BlockLength, stream, WriteBase64Async, cancellationToken).ConfigureAwait(false);
            start = _cuts[i];
        }

        await WriteAsync(stream, _json[start..], cancellationToken).ConfigureAwait(false);
    }

    private ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        _written += octets.Length;
        if (_written > MaxLength) throw new EmailDeliveryException(SendGridFailures.TooLarge());
        return stream.WriteAsync(octets, cancellationToken);
    }

    private async ValueTask WriteBase64Async(Stream stream, ReadOnlyMemory<byte> block, bool isLast, CancellationToken cancellationToken)
    {
        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(block.Length));
        try
        {
            Base64.EncodeToUtf8(block.Span, encoded, out _, out var written, isLast);
            await WriteAsync(stream, encoded.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }
}
