using System.Globalization;
using System.Text;
using Leadmetrics.Notifications.Providers.Presets;

namespace Leadmetrics.Notifications.Tests.Providers.Presets;

/// <summary>The page docs/presets.md, as the presets make it.</summary>
internal static class PresetPage
{
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# SMTP presets\n\n");
        page.Append("What is known of SMTP services from their own documentation: `SmtpPresets` in code, `lmn provider presets` at a prompt, `lmn provider add --preset ID` to use one.\n");
        page.Append("Limits change, and some are the account's own: where a provider gives no figure, none stands here.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"This page is made from `src/Leadmetrics.Notifications/Providers/Presets/SmtpPresets.json`; a test compares them. Run the core's tests with `{DocumentedPage.Switch}=1` to write it anew.\n\n");
        page.Append("## Settings\n\n| id | service | host | ports | user | password | SPF include |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var preset in SmtpPresets.All)
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{preset.Id}` | [{preset.Name}]({preset.Documentation.OriginalString}) | {HostOf(preset)} | {PortsOf(preset)} | {UserOf(preset)} | {PasswordOf(preset)} | {SpfOf(preset)} |\n");
        }

        page.Append("\nA port is STARTTLS (`\"secure\": false`) unless TLS stands behind it (`\"secure\": true`); the first one is the preset's.\n");
        page.Append("\n## Limits\n\n| id | recipients a message | a minute | an hour | a day | connections | |\n| --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (var preset in SmtpPresets.All.Where(preset => preset.LimitsNote is not null || preset.Limits != new SmtpPresetLimits()))
        {
            var limits = preset.Limits;
            page.Append(CultureInfo.InvariantCulture, $"| `{preset.Id}` | {Most(limits.MaxRecipientsPerMessage)} | {Counted(limits.PerMinute)} | {Counted(limits.PerHour)} | {Counted(limits.PerDay)} | {Most(limits.MaxConnections)} | {preset.LimitsNote} |\n");
        }

        page.Append("\n## What to know\n");
        foreach (var preset in SmtpPresets.All) Describe(page, preset);
        return page.ToString();
    }

    private static void Describe(StringBuilder page, SmtpPreset preset)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n### {preset.Name}\n\n{preset.Note}\n\nPassword: {preset.PasswordHelp.Sentence} [How]({preset.PasswordHelp.Url.OriginalString}).\n");
        if (!preset.AllowChunking) page.Append("\nSent to by DATA alone: its company's servers answer a refused chunk (BDAT) in ways that leave the connection unsure.\n");
        if (preset.ReplacesDateAndMessageId) page.Append("\nWrites Date and Message-ID itself, so a DKIM signature made here leaves them out.\n");
        if (preset.Regions.Count > 0) page.Append(CultureInfo.InvariantCulture, $"\nRegions: {string.Join(", ", preset.Regions.Select(region => $"`{region.Id}` ({region.Label}, `{preset.HostIn(region.Id)}`)"))}.\n");
        if (preset.Domains.Count > 0) page.Append(CultureInfo.InvariantCulture, $"\nSuggested for addresses of: {string.Join(", ", preset.Domains)}.\n");
        Append(page, "Known as well", preset, SmtpPresetHostUse.Submission);
        Append(page, "Suggested for domains whose mail goes to", preset, SmtpPresetHostUse.Mx);
        Append(page, "Not for sending", preset, SmtpPresetHostUse.Inbox, SmtpPresetHostUse.Web);
    }

    private static void Append(StringBuilder page, string what, SmtpPreset preset, params SmtpPresetHostUse[] uses)
    {
        string?[] own = [preset.HostIn(null), .. preset.Regions.Select(region => preset.HostIn(region.Id)), preset.Host?.Replace("{region}", "*", StringComparison.Ordinal)];
        var hosts = preset.Hosts.Where(host => uses.Contains(host.Use) && !own.Contains(host.Pattern)).Select(host => $"`{(host.Pattern[0] == '.' ? "*" : "")}{host.Pattern}`").ToArray();
        if (hosts.Length > 0) page.Append(CultureInfo.InvariantCulture, $"\n{what}: {string.Join(", ", hosts)}.\n");
    }

    private static string HostOf(SmtpPreset preset) => preset.Host is null ? "the server's own" : preset.Regions.Count is > 0 and < 3 ? string.Join(", ", preset.Regions.Select(region => $"`{preset.HostIn(region.Id)}`")) : $"`{preset.Host}`";

    private static string PortsOf(SmtpPreset preset) =>
        string.Join(", ", new[] { new SmtpPresetPort(preset.Port, preset.Secure) }.Concat(preset.OtherPorts).Select(port => FormattableString.Invariant($"{port.Port}{(port.Secure ? " TLS" : "")}")));

    private static string UserOf(SmtpPreset preset) => preset.UserForm switch
    {
        SmtpPresetUser.FullAddress => "whole address",
        SmtpPresetUser.Fixed => $"`{preset.FixedUser}`",
        SmtpPresetUser.AccessKeyId => "access key id",
        SmtpPresetUser.ServerToken => "server token",
        SmtpPresetUser.Login => "as shown there",
        _ => "empty",
    };

    private static string PasswordOf(SmtpPreset preset) => preset.Auth switch
    {
        SmtpPresetAuth.Password => "password",
        SmtpPresetAuth.OAuthOnly => "OAuth2 only",
        SmtpPresetAuth.ApiKey => "key or token",
        _ => "empty",
    };

    private static string SpfOf(SmtpPreset preset) => string.Join(", ", preset.Regions.Select(region => region.SpfInclude).Append(preset.SpfInclude).OfType<string>().Select(include => $"`{include}`"));

    private static string Most(SmtpPresetLimit? limit) => limit is null ? "" : string.Create(CultureInfo.InvariantCulture, $"[{limit.Most:N0}]({limit.Source.OriginalString})");

    private static string Counted(SmtpPresetLimit? limit) => limit is null ? "" : $"{Most(limit)} {limit.Counts.ToString().ToLowerInvariant()}";
}
