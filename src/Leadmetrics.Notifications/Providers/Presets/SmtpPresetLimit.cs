namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>A limit that a provider documents.</summary>
/// <param name="Most">How many there may be.</param>
/// <param name="Counts">What is counted.</param>
/// <param name="Source">The page that says so.</param>
public sealed record SmtpPresetLimit(int Most, SmtpPresetCount Counts, Uri Source);
