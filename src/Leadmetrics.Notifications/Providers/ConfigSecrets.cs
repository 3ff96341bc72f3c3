using System.Text.Json;
using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Keeps secrets out of what is shown, and with the server they were given for.</summary>
/// <remarks>What may be shown is listed, not what may not: a property nobody knows may hold a secret under a mistyped name.</remarks>
internal static class ConfigSecrets
{
    private static readonly string[][] Secrets = [["pass"], ["apiKey"], ["auth", "pass"], ["auth", "accessToken"], ["auth", "refreshToken"], ["auth", "clientSecret"], ["dkim", "privateKey"]];

    private static readonly HashSet<string> Shown =
    [
        "host", "port", "secure", "user", "fromAddress", "fromName", "name", "connectionTimeout", "socketTimeout", "maxConnections", "maxMessages", "allowedFromDomains",
        "pool", "pool.maxConnections", "pool.maxMessages", "pool.maxInFlight", "tls", "tls.mode", "tls.rejectUnauthorized", "tls.servername",
        "auth", "auth.type", "auth.user", "auth.provider", "auth.clientId", "auth.directory", "limits", "limits.perSecond", "limits.perMinute", "limits.perHour", "limits.perDay",
        "limits.count", "dkim", "dkim.domain", "dkim.selector", "region", "sandbox", "categories", "ipPool", "webhookPublicKey",
    ];

    /// <summary>Where a secret goes to, and as whom: changed, a kept secret would be handed to somebody else.</summary>
    private static readonly string[][] Authority =
    [
        ["host"], ["port"], ["secure"], ["user"], ["tls"], ["region"], ["auth", "type"], ["auth", "user"], ["auth", "provider"], ["auth", "clientId"], ["auth", "directory"],
    ];

    /// <summary>The known properties without secrets; <c>hasSecret</c> beside them.</summary>
    public static JsonObject Redact(ReadOnlyMemory<byte> config)
    {
        var full = Parse(config);
        var shown = Copy(full, "");
        shown["hasSecret"] = Array.Exists(Secrets, path => Find(full, path) is not null);
        return shown;
    }

    /// <summary>New settings with the secrets that they leave out taken from the ones before.</summary>
    /// <exception cref="ProviderConfigException">They leave a secret out and change where it would go.</exception>
    public static byte[] Carry(ReadOnlyMemory<byte> before, ReadOnlyMemory<byte> after)
    {
        var old = Parse(before);
        var next = Parse(after);
        foreach (var path in Secrets)
        {
            if (Find(old, path) is not { } secret || Find(next, path) is not null) continue;

            // Without its auth object the new form means another way to authenticate: there is nothing to carry.
            if (path.Length == 2 && next[path[0]] is not JsonObject) continue;
            if (Array.Find(Authority, at => !JsonNode.DeepEquals(Find(old, at), Find(next, at))) is { } changed)
            {
                throw new ProviderConfigException(string.Join('.', path), $"has to be given again, because {string.Join('.', changed)} is changed");
            }

            if (path.Length == 1) next[path[0]] = secret.DeepClone();
            else next[path[0]]![path[1]] = secret.DeepClone();
        }

        return JsonSerializer.SerializeToUtf8Bytes(next, ConfigJson.Default.JsonObject);
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
