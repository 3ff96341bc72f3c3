using System.Collections.Frozen;
using System.Text.Json;
using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>The message's own facts, which stand among SendGrid's in an event.</summary>
internal static class SendGridMetadata
{
    private const int MaxEntries = 50;

    // As many as SendGrid takes with a message.
    private const int MaxCharacters = 10_000;

    private static readonly FrozenSet<string> SendGridsOwn = FrozenSet.Create(
        StringComparer.Ordinal,
        "email", "timestamp", "event", "smtp-id", "category", "sg_event_id", "sg_message_id", "sg_user_id", "sg_machine_open", "sg_content_type", "sg_template_id", "sg_template_name", "reason", "status",
        "response", "attempt", "type", "bounce_classification", "useragent", "ip", "url", "url_offset", "asm_group_id", "unique_args", "tls", "cert_err", "send_at", "pool", "domain", "from", "post_type", "newsletter",
        "marketing_campaign_id", "marketing_campaign_name", "marketing_campaign_version", "marketing_campaign_split_id", "singlesend_id", "singlesend_name", "template_id", "template_hash", "template_name",
        "template_version_id", "mc_auto_id", "mc_auto_name", "mc_pod_id", "mc_stats", "phase_id");

    /// <summary>The strings of an event that are neither SendGrid's nor the library's; at most 50, and 10,000 characters in all: what is beyond is left out.</summary>
    /// <param name="octets">The event's object, which was read before.</param>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> octets)
    {
        Dictionary<string, string>? found = null;
        var left = MaxCharacters;
        var reader = new Utf8JsonReader(octets);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonToken.Of(ref reader);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
            {
                reader.Skip();
                continue;
            }

            if (!name.TryExact(left, out var key) || key.StartsWith(CustomArguments.Prefix, StringComparison.Ordinal) || SendGridsOwn.Contains(key)) continue;
            var value = JsonToken.Of(ref reader).Text(MaxCharacters)!;
            if (key.Length + value.Length > left || found?.Count == MaxEntries) continue;
            found ??= new Dictionary<string, string>(StringComparer.Ordinal);
            if (found.TryAdd(key, value)) left -= key.Length + value.Length;
        }

        return found ?? (IReadOnlyDictionary<string, string>)FrozenDictionary<string, string>.Empty;
    }
}
