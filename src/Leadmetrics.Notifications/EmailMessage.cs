namespace Leadmetrics.Notifications;

/// <summary>The content of a message. How it is sent is not content.</summary>
/// <remarks>Checked when it is handed in: <see cref="EmailMessageException"/> names the field that is wrong.</remarks>
public sealed record EmailMessage
{
    /// <summary>Who it is for; To, Cc and Bcc hold at least one address together.</summary>
    public IReadOnlyList<EmailAddress> To { get; init; } = [];

    /// <summary>Who gets a copy.</summary>
    public IReadOnlyList<EmailAddress> Cc { get; init; } = [];

    /// <summary>Who gets a copy without being named in the header.</summary>
    public IReadOnlyList<EmailAddress> Bcc { get; init; } = [];

    /// <summary>Where answers go.</summary>
    /// <value>Empty: to the sender.</value>
    public IReadOnlyList<EmailAddress> ReplyTo { get; init; } = [];

    /// <summary>Another sender than the provider's configured one; its domain must be one that the provider's row allows.</summary>
    public EmailAddress? From { get; init; }

    /// <summary>The subject; no CR, LF or NUL.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The HTML body.</summary>
    public string? Html { get; init; }

    /// <summary>The plain text body.</summary>
    public string? Text { get; init; }

    /// <summary>Attachments and inline parts.</summary>
    public IReadOnlyList<EmailAttachment> Attachments { get; init; } = [];

    /// <summary>Further header fields. Those that the writer makes itself (From, To, Date, MIME-*, Content-*, …) are refused.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;

    /// <summary>Words to find the message by at the provider; SendGrid's categories.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The host's own facts, given back with delivery events; SendGrid's custom arguments.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
