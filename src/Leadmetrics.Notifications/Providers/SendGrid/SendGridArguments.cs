using System.Text.Json;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Writes the <c>custom_args</c> of one mail: its metadata, and our own facts, by which an event finds its mail and tenant again.</summary>
/// <remarks>SendGrid puts them among its own properties into each event, so metadata of such a name goes out under another: <see cref="SendGridNames"/>.</remarks>
internal static class SendGridArguments
{
    private const int MaxBytes = 10_000;

    /// <summary>Looks at the keys of what all mails of a batch carry.</summary>
    /// <exception cref="EmailMessageException">A key is the library's own.</exception>
    public static void CheckKeys(IReadOnlyDictionary<string, string> metadata)
    {
        foreach (var (key, _) in metadata) CheckKey(key);
    }

    /// <exception cref="EmailMessageException">A key is the library's own, or all together are more than SendGrid carries.</exception>
    public static void Write(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, string> own, string messageId, TenantId? tenant)
    {
        json.WritePropertyName("custom_args");
        var begun = json.BytesCommitted + json.BytesPending;
        json.WriteStartObject();
        foreach (var (key, value) in metadata)
        {
            if (!own.ContainsKey(key)) Write(json, key, value);
        }

        foreach (var (key, value) in own) Write(json, key, value);
        json.WriteString(CustomArguments.MessageId, messageId);
        if (tenant is { } whose) json.WriteString(CustomArguments.Tenant, whose.Value);
        json.WriteEndObject();
        if (json.BytesCommitted + json.BytesPending - begun > MaxBytes) throw new EmailMessageException("metadata", $"is, with what the library adds, more than the {MaxBytes} bytes that SendGrid carries");
    }

    private static void Write(Utf8JsonWriter json, string key, string? value)
    {
        CheckKey(key);
        json.WriteString(SendGridNames.Write(key), value ?? "");
    }

    private static void CheckKey(string key)
    {
        if (key.StartsWith(CustomArguments.Prefix, StringComparison.OrdinalIgnoreCase)) throw new EmailMessageException($"metadata.{key}", $"begins with {CustomArguments.Prefix}, which the library keeps for itself");
    }
}
