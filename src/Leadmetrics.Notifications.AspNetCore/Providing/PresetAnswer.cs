using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.AspNetCore.Providing;

/// <summary>What is known of an SMTP service.</summary>
internal sealed record PresetAnswer
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string? Host { get; init; }

    public required IReadOnlyList<Region> Regions { get; init; }

    public required int Port { get; init; }

    public required bool Secure { get; init; }

    public required IReadOnlyList<OtherPort> OtherPorts { get; init; }

    [JsonConverter(typeof(Word<SmtpPresetAuth>))]
    public required SmtpPresetAuth Auth { get; init; }

    [JsonConverter(typeof(Word<SmtpPresetUser>))]
    public required SmtpPresetUser UserForm { get; init; }

    public required string? User { get; init; }

    public required string? Note { get; init; }

    public required PasswordHelp Password { get; init; }

    public required string Documentation { get; init; }

    public required IReadOnlyList<string> Domains { get; init; }

    public required LimitsOf Limits { get; init; }

    public static PresetAnswer Of(SmtpPreset preset) => new()
    {
        Id = preset.Id,
        Name = preset.Name,
        Host = preset.Host,
        Regions = [.. preset.Regions.Select(region => new Region(region.Id, region.Label, preset.HostIn(region.Id)))],
        Port = preset.Port,
        Secure = preset.Secure,
        OtherPorts = [.. preset.OtherPorts.Select(other => new OtherPort(other.Port, other.Secure))],
        Auth = preset.Auth,
        UserForm = preset.UserForm,
        User = preset.FixedUser,
        Note = preset.Note,
        Password = new PasswordHelp(preset.PasswordHelp.Sentence, preset.PasswordHelp.Url.OriginalString),
        Documentation = preset.Documentation.OriginalString,
        Domains = preset.Domains,
        Limits = new LimitsOf(
            Limit.Of(preset.Limits.PerSecond), Limit.Of(preset.Limits.PerMinute), Limit.Of(preset.Limits.PerHour), Limit.Of(preset.Limits.PerDay), Limit.Of(preset.Limits.MaxConnections), Limit.Of(preset.Limits.MaxRecipientsPerMessage)),
    };

    /// <summary>A region with its host.</summary>
    internal sealed record Region(string Id, string Label, string? Host);

    /// <summary>A port beside the first.</summary>
    internal sealed record OtherPort(int Port, bool Secure);

    /// <summary>How one comes by a password.</summary>
    internal sealed record PasswordHelp(string Sentence, string Url);

    /// <summary>What the service lets through.</summary>
    internal sealed record LimitsOf(Limit? PerSecond, Limit? PerMinute, Limit? PerHour, Limit? PerDay, Limit? MaxConnections, Limit? MaxRecipientsPerMessage);

    /// <summary>One limit, with where it is documented.</summary>
    internal sealed record Limit(int Most, [property: JsonConverter(typeof(Word<SmtpPresetCount>))] SmtpPresetCount Counts, string Source)
    {
        public static Limit? Of(SmtpPresetLimit? limit) => limit is null ? null : new Limit(limit.Most, limit.Counts, limit.Source.OriginalString);
    }
}
