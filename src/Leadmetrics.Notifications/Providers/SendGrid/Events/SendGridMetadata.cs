using System.Collections.Frozen;
using System.Text.Json;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>The message's own facts, which stand among SendGrid's in an event.</summary>
internal static class SendGridMetadata
{
    private const int MaxEntries = 50;

    // As many as SendGrid takes with a message.
    private const int MaxCharacters = 10_000;

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

            if (!name.TryExact(3 * MaxCharacters, out var written) || SendGridNames.Read(written) is not { } key) continue;
            var value = JsonToken.Of(ref reader).Text(MaxCharacters)!;
            if (key.Length + value.Length > left || found?.Count == MaxEntries) continue;
            found ??= new Dictionary<string, string>(StringComparer.Ordinal);
            if (found.TryAdd(key, value)) left -= key.Length + value.Length;
        }

        return found ?? (IReadOnlyDictionary<string, string>)FrozenDictionary<string, string>.Empty;
    }
}
