using System.Buffers;
using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.ExceptionServices;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The body of one v3 Mail Send request: JSON with the attachments' base64 streamed into its places.</summary>
/// <remarks>
/// The JSON is written once, with an empty string where each attachment's content belongs, and cut there; base64 needs no escaping in JSON. The gate is
/// awaited once, before the first byte goes out: an HTTP body has no final dot, so all of it lies behind the point of no return. From the moment the gate is
/// asked the body is spent: it is written once or not at all, whatever handlers the host puts before the socket.
/// </remarks>
internal sealed class SendGridBody : HttpContent
{
    // A multiple of three, so that only the last block is padded.
    private const int BlockLength = 48 * 1024;

    private readonly ReadOnlyMemory<byte> _json;
    private readonly IReadOnlyList<int> _cuts;
    private readonly IReadOnlyList<AttachmentReader> _attachments;
    private readonly Func<CancellationToken, ValueTask>? _gate;
    private int _isSpent;
    private int _isPosted;

    public SendGridBody(ReadOnlyMemory<byte> json, IReadOnlyList<int> cuts, IReadOnlyList<AttachmentReader> attachments, Func<CancellationToken, ValueTask>? gate)
    {
        _json = json;
        _cuts = cuts;
        _attachments = attachments;
        _gate = gate;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>Whether SendGrid may have seen the mail, or may yet.</summary>
    public bool HasLeft => Volatile.Read(ref _isSpent) != 0 && Refused is null;

    /// <summary>What SendGrid answered.</summary>
    public SendGridAnswer? Answer { get; set; }

    /// <summary>What the gate threw: the HTTP client may wrap it, and it is the caller's.</summary>
    public ExceptionDispatchInfo? Refused { get; private set; }

    /// <summary>The octets of the body; <see langword="null"/> where an attachment does not know its length.</summary>
    public long? Length => TryComputeLength(out var length) ? length : null;

    /// <summary>Claims the one POST.</summary>
    public bool TryPost() => Interlocked.Exchange(ref _isPosted, 1) == 0;

    /// <summary>Gives the POST back where nothing of it left.</summary>
    public void MayPostAgain() => Volatile.Write(ref _isPosted, 0);

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

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isSpent, 1) != 0) throw new HttpRequestException("The mail is written once, and that was done.");
        try
        {
            if (_gate is not null) await _gate(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception refused)
        {
            Refused = ExceptionDispatchInfo.Capture(refused);
            throw;
        }

        var start = 0;
        for (var i = 0; i < _cuts.Count; i++)
        {
            await stream.WriteAsync(_json[start.._cuts[i]], cancellationToken).ConfigureAwait(false);
            await _attachments[i].ReadAsync(BlockLength, stream, WriteBase64Async, cancellationToken).ConfigureAwait(false);
            start = _cuts[i];
        }

        await stream.WriteAsync(_json[start..], cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask WriteBase64Async(Stream stream, ReadOnlyMemory<byte> block, bool isLast, CancellationToken cancellationToken)
    {
        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(block.Length));
        try
        {
            Base64.EncodeToUtf8(block.Span, encoded, out _, out var written, isLast);
            await stream.WriteAsync(encoded.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }
    }
}
