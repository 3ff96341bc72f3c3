using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Cli.Arguments;

/// <summary><c>--preset</c>: fills what settings leave open with what is known of an SMTP service.</summary>
/// <remarks><c>--region</c> belongs to the verb, which may need it for something else where there is no preset.</remarks>
internal sealed class PresetOptions
{
    private const string Name = "--preset";
    private const string Region = "--region";

    private readonly Option<string?> _preset;

    public PresetOptions(string description = "An SMTP service that is known, as lmn provider presets lists it: fills host, port, secure and a fixed user. Options given beside it win.")
    {
        _preset = new Option<string?>(Name) { Description = description, HelpName = "ID" };
        _preset.CompletionSources.Add([.. SmtpPresets.All.Select(preset => preset.Id)]);
    }

    public void AddTo(Command command) => command.Add(_preset);

    /// <summary>The preset that was asked for; <see langword="null"/> where none was.</summary>
    public SmtpPreset? Read(VerbRun run)
    {
        if (run.Get(_preset) is not { } id) return null;
        return SmtpPresets.Find(id) ?? throw Refusal.Usage(Name, "is not a preset that is known: lmn provider presets lists them.");
    }

    /// <summary>Writes what the settings leave open.</summary>
    /// <param name="preset">The preset.</param>
    /// <param name="config">The settings as given.</param>
    /// <param name="region">What <c>--region</c> says.</param>
    public static void Fill(SmtpPreset preset, JsonObject config, string? region)
    {
        if (preset.Regions.Count == 0 && region is not null) throw Refusal.Usage(Region, $"does not go with the preset {preset.Id}, which has none.");
        if (region is not null && preset.FindRegion(region) is null) throw Refusal.Usage(Region, $"is none of the preset's: {Ids(preset)}.");
        if (config["host"] is null) config["host"] = HostOf(preset, region);
        if (config["port"] is null) config["port"] = PortFor(preset, config) ?? preset.Port;

        // At another port than the preset's own, secure is that port's; of one that is not known nothing is said.
        if (config["secure"] is null && config["tls"] is null && WholePort(config) is { } port && preset.FindPort(port) is { } known) config["secure"] = known.Secure;
        if (preset.FixedUser is { } user && config["user"] is null && config["auth"] is null) config["user"] = user;
    }

    /// <summary>The preset's port that speaks as the settings say; its own where they say nothing.</summary>
    /// <returns><see langword="null"/>: none speaks so.</returns>
    public static int? PortFor(SmtpPreset preset, JsonObject config)
    {
        if (config["secure"] is not JsonValue given || !given.TryGetValue(out bool secure) || secure == preset.Secure) return preset.Port;
        return preset.OtherPorts.FirstOrDefault(other => other.Secure == secure)?.Port;
    }

    private static string HostOf(SmtpPreset preset, string? region) => preset switch
    {
        { Host: null } => throw Refusal.Usage("--host", $"is missing: with {preset.Id} it is the server's own name."),
        { Regions.Count: > 0 } when region is null => throw Refusal.Usage(Region, $"is missing: give one of {Ids(preset)}."),
        _ => preset.HostIn(region)!,
    };

    private static string Ids(SmtpPreset preset) => string.Join(", ", preset.Regions.Select(each => each.Id));

    // A file may hold it as text, or as something that the library will refuse.
    private static int? WholePort(JsonObject config) => int.TryParse(config["port"]?.ToString(), out var port) ? port : null;
}
