using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider presets</c>. Needs neither database nor network.</summary>
internal static class PresetsVerb
{
    public static Command Create()
    {
        var address = new Option<string?>("--for") { Description = "Only the preset that fits an address, by its domain.", HelpName = "ADDRESS" };
        var command = new Command("presets", "Lists the SMTP services that are known: what --preset of lmn provider add takes.");
        command.Add(address);
        return VerbRun.Of(command, (run, _) => Task.FromResult(Show(run, run.Get(address))));
    }

    private static ExitCode Show(VerbRun run, string? address)
    {
        IReadOnlyList<SmtpPreset> presets = address is null ? SmtpPresets.All : SmtpPresets.Suggest(address) is { } suggested ? [suggested] : [];
        if (presets.Count == 0) run.Terminal.Say("No preset is known for this domain: host and port stand in the documentation of whoever keeps its mail.");
        else ShowAll(run.Terminal, presets);
        run.Terminal.Result(new JsonObject { ["presets"] = new JsonArray([.. presets.Select(ToJson)]) });
        return ExitCode.Done;
    }

    private static void ShowAll(Terminal terminal, IReadOnlyList<SmtpPreset> presets)
    {
        var listing = new Listing("ID", "NAME", "HOST", "PORT", "TLS", "NOTE");
        foreach (var preset in presets)
        {
            listing.Add(preset.Id, preset.Name, preset.Host ?? "(the server's own)", preset.Port.ToString(CultureInfo.InvariantCulture), preset.Secure ? "implicit" : "starttls", preset.Note);
        }

        terminal.Show(listing);
        foreach (var preset in presets.Where(preset => preset.Regions.Count > 0)) terminal.Say($"Regions of {preset.Id}: {string.Join(", ", preset.Regions.Select(region => $"{region.Id} ({region.Label})"))}.");
        if (presets is [var one]) terminal.Say($"{one.PasswordHelp.Sentence} See {one.PasswordHelp.Url}");
    }

    private static JsonObject ToJson(SmtpPreset preset) => new()
    {
        ["id"] = preset.Id,
        ["name"] = preset.Name,
        ["host"] = preset.Host,
        ["regions"] = new JsonArray([.. preset.Regions.Select(region => new JsonObject { ["id"] = region.Id, ["label"] = region.Label, ["host"] = preset.HostIn(region.Id) })]),
        ["port"] = preset.Port,
        ["secure"] = preset.Secure,
        ["otherPorts"] = new JsonArray([.. preset.OtherPorts.Select(other => new JsonObject { ["port"] = other.Port, ["secure"] = other.Secure })]),
        ["auth"] = Words.Of(preset.Auth),
        ["userForm"] = Words.Of(preset.UserForm),
        ["user"] = preset.FixedUser,
        ["note"] = preset.Note,
        ["password"] = new JsonObject { ["sentence"] = preset.PasswordHelp.Sentence, ["url"] = preset.PasswordHelp.Url.OriginalString },
        ["documentation"] = preset.Documentation.OriginalString,
        ["limits"] = ToJson(preset.Limits),
        ["limitsNote"] = preset.LimitsNote,
    };

    private static JsonObject ToJson(SmtpPresetLimits limits) => new()
    {
        ["maxRecipientsPerMessage"] = ToJson(limits.MaxRecipientsPerMessage),
        ["perSecond"] = ToJson(limits.PerSecond),
        ["perMinute"] = ToJson(limits.PerMinute),
        ["perHour"] = ToJson(limits.PerHour),
        ["perDay"] = ToJson(limits.PerDay),
        ["maxConnections"] = ToJson(limits.MaxConnections),
    };

    private static JsonObject? ToJson(SmtpPresetLimit? limit) =>
        limit is null ? null : new JsonObject { ["most"] = limit.Most, ["counts"] = Words.Of(limit.Counts), ["source"] = limit.Source.OriginalString };
}
