namespace Leadmetrics.Notifications.Providers;

/// <summary>How far a verification goes.</summary>
public sealed record VerificationOptions
{
    /// <summary>Connecting and authenticating.</summary>
    public static VerificationOptions Default { get; } = new();

    /// <summary>Whether the sender is tried with MAIL and taken back with RSET. Many a server judges a sender only behind DATA, so that taking it proves nothing.</summary>
    /// <value><see langword="false"/>.</value>
    public bool TriesSender { get; init; }

    /// <summary>A recipient to try with RCPT behind MAIL; nothing is sent to it.</summary>
    /// <value><see langword="null"/>: none.</value>
    public EmailAddress? Recipient { get; init; }
}
