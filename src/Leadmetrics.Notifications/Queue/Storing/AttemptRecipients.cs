using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>What came of a try's recipients as one JSON array. For stores.</summary>
public static class AttemptRecipients
{
    // Nothing of it ever stands in a page: what is not ASCII is kept as it is.
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the results; NUL and lone surrogates become U+FFFD.</summary>
    /// <param name="recipients">The results.</param>
    /// <returns>The array; <see langword="null"/> where there are none.</returns>
    public static string? Write(IReadOnlyList<EmailRecipientResult> recipients)
    {
        ArgumentNullException.ThrowIfNull(recipients);
        if (recipients.Count == 0) return null;
        var octets = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(octets, Compact))
        {
            writer.WriteStartArray();
            foreach (var recipient in recipients)
            {
                writer.WriteStartObject();
                writer.WriteString("to", StorableText.Fit(recipient.Address));
                writer.WriteNumber("outcome", (int)recipient.Outcome);
                if (recipient.Response is { } response)
                {
                    writer.WriteNumber("code", response.Code);
                    if (response.EnhancedCode is { } enhanced) writer.WriteString("enhanced", StorableText.Fit(enhanced));
                    writer.WriteString("text", StorableText.Fit(response.Text));
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">The array; <see langword="null"/>: there are no results.</param>
    /// <returns>The results.</returns>
    public static IReadOnlyList<EmailRecipientResult> Read(string? json)
    {
        if (json is null) return [];
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(Recipient)];
    }

    private static EmailRecipientResult Recipient(JsonElement recipient)
    {
        var response = recipient.TryGetProperty("code", out var code)
            ? new ServerResponse(code.GetInt32(), recipient.TryGetProperty("enhanced", out var enhanced) ? enhanced.GetString() : null, recipient.GetProperty("text").GetString() ?? "")
            : null;
        return new EmailRecipientResult(recipient.GetProperty("to").GetString() ?? "", (RecipientOutcome)recipient.GetProperty("outcome").GetInt32(), response);
    }
}
