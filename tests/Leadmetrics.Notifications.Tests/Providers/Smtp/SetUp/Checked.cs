using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp.SetUp;

/// <summary>Settings read as a tenant's row is, and what was found in them as short text.</summary>
internal static class Checked
{
    public const string Sender = "app@example.com";

    public static JsonObject Settings(string host, int? port = null, bool? secure = null, string? user = null, string? pass = null, string from = Sender)
    {
        var settings = new JsonObject { ["host"] = host, ["fromAddress"] = from };
        if (port is not null) settings["port"] = port;
        if (secure is not null) settings["secure"] = secure;
        if (user is not null) settings["user"] = user;
        if (pass is not null) settings["pass"] = pass;
        return settings;
    }

    public static IReadOnlyList<ProviderWarning> Warnings(JsonObject settings, Action<EgressOptions>? configure = null)
    {
        var options = new EgressOptions();
        configure?.Invoke(options);
        SmtpAccount.Read(Encoding.UTF8.GetBytes(settings.ToJsonString()), new SmtpEnvironment(new EgressPolicy(options), TimeProvider.System), out var warnings);
        return warnings;
    }

    public static ProviderConfigException Refusal(JsonObject settings, Action<EgressOptions>? configure = null) => Assert.Throws<ProviderConfigException>(() => Warnings(settings, configure));

    public static string[] Say(IEnumerable<ProviderWarning> warnings) => [.. warnings.Select(warning => $"{warning.Field} {warning.Remedy.Code} {Say(warning.Suggestion)}".TrimEnd())];

    public static string Say(ProviderSuggestion? meant) => meant is null ? "" : string.Join(' ', new object?[] { meant.Host, meant.Port, meant.Secure, meant.User }.Where(value => value is not null)).ToLowerInvariant();
}
