using System.Text.Json.Serialization;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>The settings that were probably meant; what nobody can tell is left out.</summary>
internal sealed record SuggestionAnswer
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Host { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Port { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Secure { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Region { get; init; }

    public static SuggestionAnswer? Of(ProviderSuggestion? meant) =>
        meant is null ? null : new SuggestionAnswer { Host = meant.Host, Port = meant.Port, Secure = meant.Secure, User = meant.User, Region = meant.Region };
}
