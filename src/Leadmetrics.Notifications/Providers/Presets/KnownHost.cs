namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>A host that some preset knows.</summary>
internal sealed record KnownHost(SmtpPreset Preset, SmtpPresetHost Host)
{
    /// <summary>The server to submit to in its place; <see langword="null"/> where that depends on a region which the name does not tell.</summary>
    public string? SubmissionFor(string name) =>
        Preset.HostIn(Host.Region ?? Preset.Regions.FirstOrDefault(region => name.Contains($".{region.Id}.", StringComparison.OrdinalIgnoreCase))?.Id);
}
