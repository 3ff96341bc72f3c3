using Leadmetrics.Notifications.Diagnosis;

namespace Leadmetrics.Notifications.Providers;

/// <summary>How far a verification goes.</summary>
/// <remarks>SMTP over our own engine goes all the way. The MailKit transport and SendGrid try no envelope: the report's stage <c>Sender</c> says so.</remarks>
public sealed record VerificationOptions
{
    /// <summary>Connecting and authenticating.</summary>
    public static VerificationOptions Default { get; } = new();

    /// <summary>Whether the sender is tried with MAIL and taken back with RSET. Many a server judges a sender only behind DATA, so that taking it proves nothing.</summary>
    /// <value><see langword="false"/>.</value>
    public bool TriesSender { get; init; }

    /// <summary>A recipient to try with RCPT; the sender is tried with MAIL before it, whatever <see cref="TriesSender"/> says. Nothing is sent to it.</summary>
    /// <value><see langword="null"/>: none.</value>
    public EmailAddress? Recipient { get; init; }

    /// <summary>
    /// Hears of stages as they end, some of them more than once (EHLO is said again behind STARTTLS), without facts, durations or the order of <see cref="VerificationStage"/>. It returns at once, and throws nothing.
    /// </summary>
    /// <value><see langword="null"/>: all is said at the end. So it is of SendGrid and SES, whose verification is one request.</value>
    public IProgress<StageResult>? Progress { get; init; }
}
