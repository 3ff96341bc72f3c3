using MimeKit;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>The body of a message whose octets are somebody else's: MailKit asks for them once, between DATA and the dot.</summary>
/// <remarks>
/// Invariant: it has no header field of its own, so that MimeKit adds none, and nothing prepares or encodes it. The header section is one field of the
/// message with a raw value (<see cref="ContentPump"/>).
/// </remarks>
internal sealed class OwnBody : MimePart
{
    private readonly Func<Stream, CancellationToken, Task> _write;

    public OwnBody(bool is8Bit, Func<Stream, CancellationToken, Task> write)
        : base("text", "plain")
    {
        _write = write;

        // What makes MailKit say BODY=8BITMIME.
        ContentTransferEncoding = is8Bit ? ContentEncoding.EightBit : ContentEncoding.SevenBit;
        Headers.Clear();
    }

    public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
    {
    }

    public override Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default) =>
        _write(stream, cancellationToken);

    // The cached encoding outlives the field that stood for it.
    protected override void OnHeadersChanged(HeaderListChangedAction action, Header? header)
    {
    }
}
