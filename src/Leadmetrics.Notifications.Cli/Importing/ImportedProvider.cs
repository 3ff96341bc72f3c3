using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Importing;

/// <summary>A definition in the words of a row's settings.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Config">The settings, secrets in clear.</param>
internal sealed record ImportedProvider(Definition Definition, JsonObject Config)
{
    /// <summary>Which settings are secrets.</summary>
    public static IReadOnlyList<string[]> SecretPaths { get; } = [["pass"], ["apiKey"], ["auth", "clientSecret"], ["auth", "refreshToken"], ["auth", "accessToken"], ["dkim", "privateKey"]];

    /// <summary>Lower comes first; <see langword="null"/>: the definition does not say.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether the definition is switched on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>By which keys settings were given.</summary>
    public required IReadOnlyDictionary<string, string> Keys { get; init; }

    /// <summary>The secrets among the settings, by path.</summary>
    public IReadOnlyList<string> Secrets => [.. SecretPaths.Where(path => path.Aggregate((JsonNode?)Config, (at, name) => at?[name]) is not null).Select(path => string.Join('.', path))];

    /// <summary>The key that gave a setting; where none did, the one that would.</summary>
    public string KeyOf(string setting)
    {
        if (setting == "config") return Definition.Place.Length == 0 ? ImportFile.Argument : Definition.Place;
        return Keys.GetValueOrDefault(setting) ?? Definition.KeyFor(setting);
    }

    public ProviderDraft ToDraft(int priority, bool enabled) =>
        new() { Provider = Definition.Provider, Config = Encoding.UTF8.GetBytes(Config.ToJsonString()), Priority = Priority ?? priority, Enabled = Enabled && enabled };

    // The settings stay out of logs and errors.
    public override string ToString() => $"{Definition.Provider} {Definition.Place}";
}
