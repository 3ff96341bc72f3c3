using Leadmetrics.Notifications;

namespace Leadmetrics.Conformance.Catching;

/// <summary>A mail as a catcher's own REST API tells it.</summary>
/// <param name="From">The author.</param>
/// <param name="To">Those of To.</param>
/// <param name="Cc">Those of Cc.</param>
/// <param name="Recipients">All that it was handed over for: the envelope.</param>
/// <param name="Text">The text form, decoded.</param>
/// <param name="Html">The HTML form, decoded.</param>
/// <param name="Headers">The values of each header field, by its name in whatever case.</param>
/// <param name="Attachments">Attached and inline files, by name.</param>
/// <param name="Source">The octets that arrived.</param>
public sealed record CaughtMail(
    EmailAddress From,
    IReadOnlyList<EmailAddress> To,
    IReadOnlyList<EmailAddress> Cc,
    IReadOnlyList<string> Recipients,
    string Text,
    string Html,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Headers,
    IReadOnlyDictionary<string, byte[]> Attachments,
    byte[] Source);
