using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Cli.Keys;

/// <summary>The keys of the environment: <c>LMN_KEY</c> seals and opens, <c>LMN_OLD_KEYS</c> open only, <c>LMN_COMPROMISED_KEYS</c> are rotated away from.</summary>
/// <remarks>A key stands there as base64, or as <c>id:base64</c> where hosts give it an id; several are separated by commas. Neither sign is one of base64's.</remarks>
internal static class SealingKeys
{
    private const string Active = "LMN_KEY";
    private const string Old = "LMN_OLD_KEYS";
    private const string Compromised = "LMN_COMPROMISED_KEYS";

    /// <summary>The keys, the active one first.</summary>
    /// <exception cref="Refusal">A variable is missing or wrong; it is named, and what it holds is not.</exception>
    public static IReadOnlyList<KeyOptions> Read()
    {
        var key = Environment.GetEnvironmentVariable(Active);
        if (string.IsNullOrWhiteSpace(key)) throw Refusal.Configuration(Active, "is not set: it holds the key that seals providers' settings (make one with: lmn key new).");
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        return [Read(Active, "", key, KeyState.Active, ids), .. List(Old, KeyState.DecryptOnly, ids), .. List(Compromised, KeyState.Compromised, ids)];
    }

    private static KeyOptions[] List(string variable, KeyState state, Dictionary<string, string> ids)
    {
        var entries = (Environment.GetEnvironmentVariable(variable) ?? "").Split(',', StringSplitOptions.TrimEntries);

        // One empty text is a variable that is set to nothing; an empty entry among others is a key that got lost.
        return entries is [""] ? [] : [.. entries.Select((entry, i) => Read(variable, entries.Length == 1 ? "" : $"in its entry {i + 1} ", entry, state, ids))];
    }

    private static KeyOptions Read(string variable, string place, string entry, KeyState state, Dictionary<string, string> ids)
    {
        var colon = entry.LastIndexOf(':');
        var key = new KeyOptions { Key = entry[(colon + 1)..].Trim(), Id = colon < 0 ? null : entry[..colon].Trim(), State = state };
        if (key.Id is "") throw Refusal.Configuration(variable, $"{place}has nothing before its colon: a key is base64, or id:base64.");
        var id = IdOf(variable, place, key);
        if (!ids.TryAdd(id, variable)) throw Refusal.Configuration(variable, $"{place}holds the key {id}, which {(ids[id] == variable ? "it holds twice" : $"{ids[id]} holds too")}.");
        return key;
    }

    private static string IdOf(string variable, string place, KeyOptions key)
    {
        try
        {
            var derived = KeyGenerator.IdOf(key.Key);
            return key.Id ?? derived;
        }
        catch (FormatException)
        {
            throw Refusal.Configuration(variable, $"{place}is not 32 bytes in base64 (make one with: lmn key new).");
        }
    }
}
