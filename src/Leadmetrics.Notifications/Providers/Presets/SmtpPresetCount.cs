namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>What a provider's limit counts.</summary>
public enum SmtpPresetCount
{
    /// <summary>Recipients, each message's all together.</summary>
    Recipients,

    /// <summary>Messages, whatever the number of their recipients.</summary>
    Messages,

    /// <summary>Connections open at once.</summary>
    Connections,
}
