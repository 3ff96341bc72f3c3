namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>One part of a mail that is no multipart itself.</summary>
/// <param name="Header">Its fields.</param>
/// <param name="Type">Its type.</param>
/// <param name="Raw">Its body as it stands in the mail.</param>
internal sealed record MailPart(MailHeader Header, MailContentType Type, ReadOnlyMemory<byte> Raw)
{
    private const int MaxText = 1024 * 1024;

    /// <summary>The body without its transfer encoding.</summary>
    public ReadOnlyMemory<byte> Body() => MailText.WithoutComments(Header["Content-Transfer-Encoding"] ?? "").ToLowerInvariant() switch
    {
        "base64" => TransferDecoding.Base64(Raw.Span),
        "quoted-printable" => TransferDecoding.QuotedPrintable(Raw.Span),
        _ => Raw,
    };

    /// <summary>The body as text, with LF at the ends of lines; its first megabyte.</summary>
    public string Text()
    {
        var body = Body().Span;
        return MailText.Of(body[..Math.Min(body.Length, MaxText)], Type.Charset).Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
