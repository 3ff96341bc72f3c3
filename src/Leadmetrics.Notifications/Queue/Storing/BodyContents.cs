using System.Text.Json;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Which stored contents a stored mail needs, by its body. For stores.</summary>
public static class BodyContents
{
    /// <summary>Reads the names of the contents of a body's attachments.</summary>
    /// <param name="body">The body, as it was queued: a JSON object with <c>attachments</c>, of which each is here or names its content in the store.</param>
    /// <returns>Their SHA-256 in lower-case hexadecimal digits, each once; none where the octets are no mail.</returns>
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> body)
    {
        // Most mails have none, and a body is large where a content is within it.
        if (body.Span.IndexOf("\"sha256\""u8) < 0) return [];
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("attachments"u8, out var attachments)) return [];
            return [.. attachments.EnumerateArray().Select(Name).OfType<string>().Distinct(StringComparer.Ordinal)];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static string? Name(JsonElement attachment) =>
        attachment.TryGetProperty("sha256"u8, out var name) && name.GetString() is { Length: 64 } text && text.All(char.IsAsciiHexDigitLower) ? text : null;
}
