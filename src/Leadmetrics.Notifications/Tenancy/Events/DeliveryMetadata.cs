using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>A message's own facts as one JSON object. For stores.</summary>
public static class DeliveryMetadata
{
    // Nothing of it ever stands in a page: what is not ASCII is kept as it is.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the facts; NUL and lone surrogates become U+FFFD.</summary>
    /// <param name="metadata">The facts.</param>
    /// <returns>The object; <see langword="null"/> where there are none.</returns>
    public static string? Write(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.Count == 0) return null;
        var octets = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(octets, Compact))
        {
            writer.WriteStartObject();
            foreach (var (name, value) in metadata) writer.WriteString(StorableText.Fit(name), StorableText.Fit(value));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The object; <see langword="null"/>: there are no facts.</param>
    /// <returns>The facts.</returns>
    public static IReadOnlyDictionary<string, string> Read(string? json)
    {
        if (json is null) return FrozenDictionary<string, string>.Empty;
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        // Not added but set: two names may have become one.
        foreach (var property in document.RootElement.EnumerateObject()) metadata[property.Name] = property.Value.GetString() ?? "";
        return metadata;
    }
}
