using System.Text.Json;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Whom a stored mail is for, by its body. For stores.</summary>
public static class BodyRecipients
{
    /// <summary>Reads the recipients of a body.</summary>
    /// <param name="body">The body, as it was queued: a JSON object with a <c>message</c>.</param>
    /// <returns>To, Cc and Bcc, each once, as the envelope carries them; none where the octets are no mail.</returns>
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("message", out var stored)) return [];
            var message = stored.Deserialize(EmailMessageJson.Default.EmailMessage);
            return message is null ? [] : [.. message.To.Concat(message.Cc).Concat(message.Bcc).Select(address => address.ToMailbox("recipient").ToString()).Distinct(StringComparer.Ordinal)];
        }
        catch (Exception unreadable) when (unreadable is JsonException or EmailMessageException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            return [];
        }
    }
}
