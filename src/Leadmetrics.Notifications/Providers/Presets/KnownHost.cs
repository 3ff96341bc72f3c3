namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>A host that some preset knows.</summary>
internal sealed record KnownHost(SmtpPreset Preset, SmtpPresetHost Host)
{
    /// <summary>The server to submit to in its place; <see langword="null"/> where that depends on a region which the host does not tell.</summary>
    public string? Submission => Preset.HostIn(Host.Region);
}
