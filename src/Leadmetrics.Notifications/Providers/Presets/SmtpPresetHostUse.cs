namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>What a provider's host is for.</summary>
public enum SmtpPresetHostUse
{
    /// <summary>Takes mail of the provider's customers.</summary>
    Submission,

    /// <summary>Takes mail for the provider's customers, from other servers.</summary>
    Mx,

    /// <summary>Gives mail out, by IMAP or POP.</summary>
    Inbox,

    /// <summary>Serves web pages or an HTTP interface.</summary>
    Web,
}
