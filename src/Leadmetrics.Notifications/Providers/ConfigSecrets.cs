using System.Text.Json;
using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Keeps secrets out of what is shown, and with the server they were given for.</summary>
/// <remarks>What may be shown is listed, not what may not: a property nobody knows may hold a secret under a mistyped name.</remarks>
internal static class ConfigSecrets
{
    /// <summary>Each secret with the places it may stand in; it is carried to the first.</summary>
    private static readonly string[][][] Secrets =
    [
        [["pass"], ["auth", "pass"]], [["apiKey"]], [["auth", "accessToken"]], [["auth", "refreshToken"]], [["auth", "clientSecret"]], [["dkim", "privateKey"]],
        [["secretAccessKey"]], [["sessionToken"]],
    ];

    private static readonly HashSet<string> Shown =
    [
        "host", "port", "secure", "user", "fromAddress", "fromName", "name", "connectionTimeout", "socketTimeout", "maxConnections", "maxMessages", "allowedFromDomains", "tagHeaders", "fallback",
        "pool", "pool.maxConnections", "pool.maxMessages", "pool.maxInFlight", "tls", "tls.mode", "tls.rejectUnauthorized", "tls.servername",
        "auth", "auth.type", "auth.user", "auth.provider", "auth.clientId", "auth.directory", "limits", "limits.perSecond", "limits.perMinute", "limits.perHour", "limits.perDay",
        "accessKeyId", "configurationSet", "limits.count", "bounces", "bounces.address", "bounces.verp", "dkim", "dkim.domain", "dkim.selector", "region", "sandbox", "categories", "ipPool", "webhookPublicKey", "tracking", "tracking.opens", "tracking.clicks", "unsubscribeGroup",
    ];

    private static readonly HashSet<string> Known = [.. Shown, .. Secrets.SelectMany(places => places).Select(path => string.Join('.', path))];

    /// <summary>The known properties without secrets, and whether there are secrets.</summary>
    public static ShownConfig Redact(ReadOnlyMemory<byte> config)
    {
        var full = Parse(config);
        return new ShownConfig(Copy(full, ""), Array.Exists(Secrets, places => Given(full, places) is { } secret && !IsEmpty(secret)));
    }

    /// <summary>New settings with what they leave out and their author was not shown taken from the ones before: secrets, and properties that nobody knows.</summary>
    /// <remarks>Unknown properties go only where secrets would: a version to come may know them for some.</remarks>
    /// <exception cref="ProviderConfigException">They leave a secret out and change where it would go.</exception>
    public static byte[] Carry(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var old = Parse(before);
        var next = Parse(after);
        var authority = ConfigAuthority.Read(after);
        var changed = Changed(before, authority);
        foreach (var places in Secrets)
        {
            if (Given(old, places) is not { } secret || IsEmpty(secret) || Given(next, places) is not null || !IsUsed(places[0], next, authority)) continue;
            if (changed is not null) throw new ProviderConfigException(string.Join('.', places[0]), $"has to be given again, because {changed}");
            if (places[0] is [var name]) next[name] = secret.DeepClone();
            else next[places[0][0]]![places[0][1]] = secret.DeepClone();
        }

        if (changed is null) CarryUnknown(old, next, "");
        return JsonSerializer.SerializeToUtf8Bytes(next, ConfigJson.Default.JsonObject);
    }

    private static string? Changed(ReadOnlyMemory<byte> before, ConfigAuthority authority)
    {
        try
        {
            return authority.ChangedSince(ConfigAuthority.Read(before)) is { } property ? $"{property} is changed" : null;
        }
        catch (ProviderConfigException)
        {
            // Settings that can be replaced but not read say nothing of where their secrets belong.
            return "the settings before cannot be read";
        }
    }

    // A secret that the new settings have no use for is not missed: without a user nobody authenticates, a token takes a password's place, who empties
    // domain and selector signs no more, and a permanent key has no session token.
    private static bool IsUsed(string[] path, JsonObject next, ConfigAuthority authority) => path switch
    {
        ["pass"] => authority.User is not null && !authority.HasToken && !authority.HasTokenProvider,
        ["auth", "accessToken"] => next["auth"] is JsonObject && authority.UsesToken && !authority.HasTokenProvider,
        ["auth", "refreshToken" or "clientSecret"] => next["auth"] is JsonObject && authority.HasTokenProvider,
        ["dkim", _] => next["dkim"] is JsonObject dkim && (HasText(dkim["domain"]) || HasText(dkim["selector"])),
        ["sessionToken"] => authority.IsTemporaryKey,
        [var parent, _] => next[parent] is JsonObject,
        _ => true,
    };

    private static void CarryUnknown(JsonObject old, JsonObject next, string prefix)
    {
        foreach (var (name, value) in old)
        {
            if (!Known.Contains(prefix + name))
            {
                if (!next.ContainsKey(name)) next[name] = value?.DeepClone();
            }
            else if (value is JsonObject inner && next[name] is JsonObject nextInner)
            {
                CarryUnknown(inner, nextInner, prefix + name + ".");
            }
        }
    }

    private static JsonObject Copy(JsonObject from, string prefix)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in from)
        {
            if (Shown.Contains(prefix + name)) copy[name] = value is JsonObject inner ? Copy(inner, prefix + name + ".") : value?.DeepClone();
        }

        return copy;
    }

    private static JsonNode? Given(JsonObject root, string[][] places) => places.Select(path => Find(root, path)).FirstOrDefault(found => found is not null);

    private static bool IsEmpty(JsonNode secret) => secret is JsonValue value && value.TryGetValue<string>(out var text) && text.Length == 0;

    private static bool HasText(JsonNode? property) => property is not null && !IsEmpty(property);

    private static JsonNode? Find(JsonObject root, string[] path)
    {
        JsonNode? at = root;
        foreach (var name in path) at = at is JsonObject inner ? inner[name] : null;
        return at;
    }

    private static JsonObject Parse(ReadOnlyMemory<byte> config)
    {
        using var document = ConfigReader.ParseJson(config);
        return document.RootElement.ValueKind == JsonValueKind.Object ? JsonObject.Create(document.RootElement.Clone())! : throw new ProviderConfigException("config", "is not a JSON object");
    }
}
