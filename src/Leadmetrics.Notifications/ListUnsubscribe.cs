namespace Leadmetrics.Notifications;

/// <summary>How a recipient leaves a list: the List-Unsubscribe field (RFC 2369), and with a URL the one-click form (RFC 8058).</summary>
/// <remarks>
/// Mail programs offer one click only where a DKIM signature covers both fields, and whoever has the URL can unsubscribe: a message with one goes to one recipient.
/// </remarks>
public sealed record ListUnsubscribe
{
    /// <summary>An address that takes requests by mail.</summary>
    public EmailAddress? Mailto { get; init; }

    /// <summary>The subject that such a request bears.</summary>
    public string? MailtoSubject { get; init; }

    /// <summary>An https address, absolute, at most 800 characters as it is sent, that unsubscribes the recipient on a POST without asking back.</summary>
    public Uri? Url { get; init; }
}
