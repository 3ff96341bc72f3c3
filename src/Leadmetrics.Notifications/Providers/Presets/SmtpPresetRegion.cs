namespace Leadmetrics.Notifications.Providers.Presets;

/// <summary>A part of a provider with a server of its own.</summary>
/// <param name="Id">Its short name, for example <c>eu-west-1</c>.</param>
/// <param name="Label">Its name for people.</param>
public sealed record SmtpPresetRegion(string Id, string Label)
{
    /// <summary>Its server.</summary>
    /// <value><see langword="null"/>: the preset's host with the id in its place.</value>
    public string? Host { get; init; }

    /// <summary>What the SPF record of a sender's domain includes for it.</summary>
    /// <value><see langword="null"/>: what the preset says.</value>
    public string? SpfInclude { get; init; }
}
