namespace Leadmetrics.Notifications.Mime;

/// <summary>Content-Transfer-Encoding (RFC 2045 section 6), as far as it is 7-bit.</summary>
internal enum TransferEncoding
{
    SevenBit,
    QuotedPrintable,
    Base64,
}
