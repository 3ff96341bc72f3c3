using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>What settings were probably meant to be, for people and for programs.</summary>
internal static class SuggestionView
{
    /// <summary>A sentence with a space in front; nothing where nobody can tell.</summary>
    public static string Say(ProviderSuggestion? meant) =>
        meant is null ? "" : $" Try {string.Join(", ", ToJson(meant)!.Where(property => property.Value is not null).Select(property => $"{property.Key} {property.Value}"))}.";

    public static JsonObject? ToJson(ProviderSuggestion? meant)
    {
        if (meant is null) return null;
        var json = new JsonObject();
        if (meant.Host is not null) json["host"] = meant.Host;
        if (meant.Port is { } port) json["port"] = port;
        if (meant.Secure is { } secure) json["secure"] = secure;
        if (meant.User is not null) json["user"] = meant.User;
        if (meant.Region is not null) json["region"] = meant.Region;
        return json;
    }
}
