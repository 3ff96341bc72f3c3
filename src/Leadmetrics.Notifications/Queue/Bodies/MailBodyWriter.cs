using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Leadmetrics.Notifications.Queue.Bodies;

/// <summary>Writes a queued mail as octets. Pure.</summary>
/// <remarks>
/// The form is one JSON object in UTF-8: <c>version</c>, <c>message</c> (as <see cref="EmailMessageJson"/> has it, without attachments), <c>attachments</c> and <c>options</c>;
/// what is not set is left out. It is kept in databases and read by older and newer workers, so it is only ever added to: what is new has a name of its own and may be skipped
/// by whoever does not know it. A later <c>version</c> says that it may not. The hash stands in databases beside keys, so what was written for a message goes on being written for it.
/// </remarks>
internal static class MailBodyWriter
{
    /// <summary>The version of the form.</summary>
    public const int Version = 1;

    // What usually stands around the texts: a buffer that grows is copied each time.
    private const int Around = 1024;

    // The octets are nobody's HTML: without this every angle bracket and every letter beyond ASCII would take six.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Writes a mail.</summary>
    /// <param name="message">The message; its attachments are not looked at.</param>
    /// <param name="attachments">Its attachments, in their order.</param>
    /// <param name="options">How it is sent; what the queue does not take (a time, a batch, a sandbox) is left out.</param>
    /// <returns>The octets.</returns>
    public static ReadOnlyMemory<byte> Write(EmailMessage message, IReadOnlyList<StoredAttachment> attachments, SendOptions options)
    {
        var bare = message.Attachments.Count == 0 ? message : message with { Attachments = [] };
        var buffer = new ArrayBufferWriter<byte>(Around + (message.Html?.Length ?? 0) + (message.Text?.Length ?? 0) + (message.Calendar?.Content.Length ?? 0));
        using var json = new Utf8JsonWriter(buffer, Plain);
        json.WriteStartObject();
        json.WriteNumber("version"u8, Version);
        json.WritePropertyName("message"u8);
        JsonSerializer.Serialize(json, bare, EmailMessageJson.Default.EmailMessage);
        if (attachments.Count > 0) Write(json, attachments);
        if (options != Unset) Write(json, options);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>The SHA-256 of what makes two mails the same one: content and options, whatever order fields and metadata were given in.</summary>
    /// <param name="message">The message.</param>
    /// <param name="attachments">Its attachments.</param>
    /// <param name="options">How it is sent.</param>
    /// <param name="written">What <see cref="Write(EmailMessage, IReadOnlyList{StoredAttachment}, SendOptions)"/> made of them.</param>
    /// <returns>32 octets.</returns>
    public static ReadOnlyMemory<byte> Hash(EmailMessage message, IReadOnlyList<StoredAttachment> attachments, SendOptions options, ReadOnlyMemory<byte> written)
    {
        if (IsOrdered(message.Headers) && IsOrdered(message.Metadata)) return SHA256.HashData(written.Span);
        return SHA256.HashData(Write(message with { Headers = Ordered(message.Headers), Metadata = Ordered(message.Metadata) }, attachments, options).Span);
    }

    private static SendOptions Unset { get; } = new();

    private static void Write(Utf8JsonWriter json, IReadOnlyList<StoredAttachment> attachments)
    {
        json.WriteStartArray("attachments"u8);
        foreach (var attachment in attachments)
        {
            json.WriteStartObject();
            json.WriteString("fileName"u8, attachment.FileName);
            json.WriteString("contentType"u8, attachment.ContentType);
            if (attachment.ContentId is { } id) json.WriteString("contentId"u8, id);
            if (attachment.Content is { } content)
            {
                json.WriteBase64String("content"u8, content.Span);
            }
            else
            {
                json.WriteNumber("length"u8, attachment.Length);
                json.WriteString("sha256"u8, Convert.ToHexStringLower(attachment.Sha256.Span));
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, SendOptions options)
    {
        json.WriteStartObject("options"u8);
        if (options.IsBulk) json.WriteBoolean("isBulk"u8, true);
        if (options.IgnoreSuppressions) json.WriteBoolean("ignoreSuppressions"u8, true);
        if (options.UnsubscribeGroup is { } group)
        {
            json.WriteStartObject("unsubscribeGroup"u8);
            json.WriteNumber("id"u8, group.Id);
            if (group.Shown.Count > 0)
            {
                json.WriteStartArray("shown"u8);
                foreach (var shown in group.Shown) json.WriteNumberValue(shown);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        if (options.TrackOpens is { } opens) json.WriteBoolean("trackOpens"u8, opens);
        if (options.TrackClicks is { } clicks) json.WriteBoolean("trackClicks"u8, clicks);
        if (options.IpPool is { } pool) json.WriteString("ipPool"u8, pool);
        json.WriteEndObject();
    }

    private static bool IsOrdered(IReadOnlyDictionary<string, string> entries)
    {
        if (entries.Count < 2) return true;
        string? before = null;
        foreach (var key in entries.Keys)
        {
            if (before is not null && string.CompareOrdinal(before, key) > 0) return false;
            before = key;
        }

        return true;
    }

    private static Dictionary<string, string> Ordered(IReadOnlyDictionary<string, string> entries)
    {
        var ordered = new Dictionary<string, string>(entries.Count, StringComparer.Ordinal);
        foreach (var (key, value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal)) ordered.Add(key, value);
        return ordered;
    }
}
