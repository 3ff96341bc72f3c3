using System.Buffers;
using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Writes the JSON of v3 Mail Send: one mail, and what all mails of a request share.</summary>
internal static class SendGridRequest
{
    // SendGrid reads JSON, not HTML: letters beyond ASCII need no \u escapes.
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The request of one mail.</summary>
    /// <exception cref="EmailMessageException">The message holds what SendGrid cannot be told.</exception>
    public static SendGridDraft Write(EmailSubmission submission, EmailAddress from, SendGridConfig config, DateTimeOffset now)
    {
        var message = submission.Message;
        var buffer = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        json.WriteStartObject();
        json.WriteStartArray("personalizations");
        foreach (var envelope in SendGridAddresses.EnvelopesOf(submission))
        {
            json.WriteStartObject();
            SendGridAddresses.Write(json, envelope);
            SendGridArguments.Write(json, message.Metadata, FrozenDictionary<string, string>.Empty, submission.MessageId, submission.Tenant);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("subject", message.Subject);
        SendGridHeaders.Write(json, message, submission.MessageId, message.ListUnsubscribe);
        var cuts = WriteShared(json, buffer, message, from, config);
        SendGridSettings.Write(json, submission.Options, config, now);
        json.WriteEndObject();
        json.Flush();
        return new SendGridDraft(buffer.WrittenMemory, cuts, message.Attachments);
    }

    /// <summary>Sender, answers, content, attachments and categories; returns where the attachments' base64 belongs.</summary>
    /// <exception cref="EmailMessageException">The message holds what SendGrid cannot be told.</exception>
    public static IReadOnlyList<int> WriteShared(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, EmailMessage message, EmailAddress from, SendGridConfig config)
    {
        if (message.EnvelopeSender is not null) throw new EmailMessageException("envelopeSender", "cannot be told to SendGrid, which sets the reverse-path itself");
        var cuts = new List<int>(message.Attachments.Count);
        SendGridAddresses.Write(json, "from", from, "from");
        WriteReplyTo(json, message);
        WriteContent(json, message);
        WriteAttachments(json, buffer, message, cuts);
        WriteCategories(json, message, config);
        return cuts;
    }

    private static void WriteReplyTo(Utf8JsonWriter json, EmailMessage message)
    {
        if (message.ReplyTo.Count == 1)
        {
            SendGridAddresses.Write(json, "reply_to", message.ReplyTo[0], "replyTo[0]");
        }
        else if (message.ReplyTo.Count > 1)
        {
            SendGridAddresses.WriteAll(json, "reply_to_list", [.. message.ReplyTo.Select((address, i) => (address.ToMailbox($"replyTo[{i}]"), address.Name))]);
        }
    }

    // text/plain comes before text/html, all else behind them, and an empty value is refused.
    private static void WriteContent(Utf8JsonWriter json, EmailMessage message)
    {
        if (string.IsNullOrEmpty(message.Text) && string.IsNullOrEmpty(message.Html) && message.Calendar is null) throw new EmailMessageException("text", "is empty, and so is html: SendGrid takes no mail without a body");
        json.WriteStartArray("content");
        WritePart("text/plain", message.Text);
        WritePart("text/html", message.Html);
        if (message.Calendar is { } calendar) WritePart($"text/calendar; method={calendar.Method}", calendar.Object);
        json.WriteEndArray();

        void WritePart(string type, string? value)
        {
            if (string.IsNullOrEmpty(value)) return;
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("value", value);
            json.WriteEndObject();
        }
    }

    private static void WriteAttachments(Utf8JsonWriter json, ArrayBufferWriter<byte> buffer, EmailMessage message, List<int> cuts)
    {
        if (message.Attachments.Count == 0 && message.Calendar is null) return;
        json.WriteStartArray("attachments");
        foreach (var attachment in message.Attachments)
        {
            json.WriteStartObject();
            json.WriteString("filename", FileNames.Clean(attachment.FileName));
            json.WriteString("type", attachment.ContentType);
            json.WriteString("disposition", attachment.ContentId is null ? "attachment" : "inline");
            if (attachment.ContentId is not null) json.WriteString("content_id", attachment.ContentId);
            json.WriteString("content", "");
            json.Flush();
            cuts.Add(buffer.WrittenCount - 1);
            json.WriteEndObject();
        }

        if (message.Calendar is { } calendar) WriteCalendarFile(json, calendar);
        json.WriteEndArray();
    }

    private static void WriteCalendarFile(Utf8JsonWriter json, EmailCalendar calendar)
    {
        json.WriteStartObject();
        json.WriteString("filename", FileNames.Clean(calendar.FileName));
        json.WriteString("type", "application/ics");
        json.WriteString("disposition", "attachment");
        json.WriteBase64String("content", TextOctets.All(calendar.Object));
        json.WriteEndObject();
    }

    private static void WriteCategories(Utf8JsonWriter json, EmailMessage message, SendGridConfig config)
    {
        string[] categories = [.. config.Categories.Concat(message.Tags).Distinct(StringComparer.Ordinal)];
        if (categories.Length > SendGridConfig.MaxCategories) throw new EmailMessageException("tags", $"are, with the provider's categories, more than the {SendGridConfig.MaxCategories} that SendGrid takes");
        for (var i = 0; i < message.Tags.Count; i++)
        {
            if (message.Tags[i].Length > SendGridConfig.MaxCategoryLength) throw new EmailMessageException($"tags[{i}]", $"has more than the {SendGridConfig.MaxCategoryLength} characters that SendGrid takes");
        }

        if (categories.Length == 0) return;
        json.WriteStartArray("categories");
        foreach (var category in categories) json.WriteStringValue(category);
        json.WriteEndArray();
    }
}
