namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>How much a provider takes of one account; what it gives no figure for is <see langword="null"/>.</summary>
public sealed record SmtpPresetLimits
{
    /// <summary>The most recipients of one message.</summary>
    public SmtpPresetLimit? MaxRecipientsPerMessage { get; init; }

    /// <summary>The most in a second.</summary>
    public SmtpPresetLimit? PerSecond { get; init; }

    /// <summary>The most in a minute.</summary>
    public SmtpPresetLimit? PerMinute { get; init; }

    /// <summary>The most in an hour.</summary>
    public SmtpPresetLimit? PerHour { get; init; }

    /// <summary>The most in a day.</summary>
    public SmtpPresetLimit? PerDay { get; init; }

    /// <summary>The most connections at once.</summary>
    public SmtpPresetLimit? MaxConnections { get; init; }
}
