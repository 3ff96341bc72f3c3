using Leadmetrics.Smtp;
using MimeKit;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>The body of a message whose octets are somebody else's: MailKit asks for them once, between DATA and the dot.</summary>
/// <remarks>
/// Invariant: it has no header field of its own, so that MimeKit adds none, and nothing prepares or encodes it. The header section is one field of the
/// message with a raw value (<see cref="ContentPump"/>).
/// </remarks>
internal sealed class OwnBody : MimePart
{
    private static readonly Lazy<Task> Checked = new(WriteSampleAsync);

    private readonly Func<Stream, CancellationToken, Task> _write;

    public OwnBody(bool is8Bit, Func<Stream, CancellationToken, Task> write)
        : base("text", "plain")
    {
        _write = write;

        // What makes MailKit say BODY=8BITMIME.
        ContentTransferEncoding = is8Bit ? ContentEncoding.EightBit : ContentEncoding.SevenBit;
        Headers.Clear();
    }

    /// <summary>Checks, once a process, that the MimeKit at hand writes such a message as it was given: another version's extra line would turn every header into text.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static Task CheckAsync() => Checked.Value;

    public override void Prepare(EncodingConstraint constraint, int maxLineLength = 78)
    {
    }

    public override Task WriteToAsync(FormatOptions options, Stream stream, bool contentOnly, CancellationToken cancellationToken = default) =>
        _write(stream, cancellationToken);

    // The cached encoding outlives the field that stood for it.
    protected override void OnHeadersChanged(HeaderListChangedAction action, Header? header)
    {
    }

    private static async Task WriteSampleAsync()
    {
        await WriteSampleAsync("A: b\r\nC: d\r\n\r\n.e\r\n"u8.ToArray(), isInternational: false).ConfigureAwait(false);
        await WriteSampleAsync("A: b\r\nC: ä <ä@xn--4ca.test>\r\n\r\n.e\r\n"u8.ToArray(), isInternational: true).ConfigureAwait(false);
    }

    private static async Task WriteSampleAsync(byte[] sample, bool isInternational)
    {
        using var pump = new ContentPump(SmtpContent.FromBytes(sample));
        var header = await pump.OpenAsync(CancellationToken.None).ConfigureAwait(false);
        using var message = new MimeMessage(header) { Body = new OwnBody(true, (output, token) => pump.WriteBodyAsync(output, token).AsTask()) };
        using var written = new MemoryStream();
        await message.WriteToAsync(new FormatOptions { NewLineFormat = NewLineFormat.Dos, EnsureNewLine = true, International = isInternational }, written).ConfigureAwait(false);
        if (!written.ToArray().AsSpan().SequenceEqual(sample)) throw new InvalidOperationException("This version of MimeKit changes messages that are to be left as they are: use the version that this package names.");
    }
}
