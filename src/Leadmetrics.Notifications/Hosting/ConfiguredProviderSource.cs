using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Leadmetrics.Notifications.Providers;
using Microsoft.Extensions.Configuration;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Reads the operator's providers for tenants from configuration: a <c>Providers</c> section, and the <c>SMTP_*</c> variables of one tenant.</summary>
/// <remarks>
/// <c>Providers:acme:0:Provider</c> is the word, <c>Providers:acme:0:Config:host</c> and so on the settings; they are tried in the order of their keys.
/// The variables are <c>SMTP_TENANT, SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASS, SMTP_SECURE, SMTP_FROM, MAX_EMAILS_PER_HOUR</c>.
/// </remarks>
internal static class ConfiguredProviderSource
{
    private static readonly Dictionary<string, string> Variables = new(StringComparer.Ordinal)
    {
        ["host"] = "SMTP_HOST",
        ["port"] = "SMTP_PORT",
        ["secure"] = "SMTP_SECURE",
        ["user"] = "SMTP_USER",
        ["pass"] = "SMTP_PASS",
        ["fromAddress"] = "SMTP_FROM",
        ["fromName"] = "SMTP_FROM",
        ["limits"] = "MAX_EMAILS_PER_HOUR",
        ["limits.perHour"] = "MAX_EMAILS_PER_HOUR",
    };

    public static IReadOnlyList<ConfiguredProvider> Read(IConfiguration configuration)
    {
        var found = new List<ConfiguredProvider>();
        foreach (var tenant in configuration.GetSection("Providers").GetChildren())
        {
            if (!TenantId.TryParse(tenant.Key, null, out var id)) throw new ProviderConfigException(tenant.Path, "is not a tenant id");
            foreach (var provider in tenant.GetChildren())
            {
                found.Add(new ConfiguredProvider(id, provider["Provider"] ?? throw new ProviderConfigException($"{provider.Path}:Provider", "is missing"), ToJson(provider.GetSection("Config")), provider.Path));
            }
        }

        if (FromVariables(configuration) is { } variables) found.Add(variables);
        return found;
    }

    private static ConfiguredProvider? FromVariables(IConfiguration configuration)
    {
        if (string.IsNullOrEmpty(configuration["SMTP_HOST"])) return null;
        if (!TenantId.TryParse(configuration["SMTP_TENANT"], null, out var tenant)) throw new ProviderConfigException("SMTP_TENANT", "is missing: it names the tenant that the SMTP_ variables are for");
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            Write(json, "host", configuration["SMTP_HOST"]);
            Write(json, "port", configuration["SMTP_PORT"]);
            Write(json, "secure", configuration["SMTP_SECURE"]);
            Write(json, "user", configuration["SMTP_USER"]);
            Write(json, "pass", configuration["SMTP_PASS"]);
            if (!EmailAddress.TryParse(configuration["SMTP_FROM"], out var from)) throw new ProviderConfigException("SMTP_FROM", "is missing or not an address");
            Write(json, "fromAddress", from.Address);
            Write(json, "fromName", from.Name);
            if (configuration["MAX_EMAILS_PER_HOUR"] is { Length: > 0 } limit)
            {
                json.WriteStartObject("limits");
                Write(json, "perHour", limit);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return new ConfiguredProvider(tenant, ProviderWords.Smtp, buffer.WrittenMemory, "SMTP_*", Variables);
    }

    private static void Write(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) json.WriteString(name, value);
    }

    private static ReadOnlyMemory<byte> ToJson(IConfigurationSection section)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        Write(json, section, isRoot: true);
        json.Flush();
        return buffer.WrittenMemory;
    }

    // Configuration knows strings and sections; a section whose keys count from zero was a list.
    private static void Write(Utf8JsonWriter json, IConfigurationSection section, bool isRoot = false)
    {
        var children = section.GetChildren().ToArray();
        if (children.Length == 0 && section.Value is { } value)
        {
            json.WriteStringValue(value);
        }
        else if (children.Length == 0 && !isRoot)
        {
            json.WriteNullValue();
        }
        else if (children.Length > 0 && children.Select((child, i) => child.Key == i.ToString(CultureInfo.InvariantCulture)).All(inOrder => inOrder))
        {
            json.WriteStartArray();
            foreach (var child in children) Write(json, child);
            json.WriteEndArray();
        }
        else
        {
            json.WriteStartObject();
            foreach (var child in children)
            {
                json.WritePropertyName(child.Key);
                Write(json, child);
            }

            json.WriteEndObject();
        }
    }
}
