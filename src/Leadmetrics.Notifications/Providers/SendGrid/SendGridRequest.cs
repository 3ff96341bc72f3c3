using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Writes the JSON of v3 Mail Send.</summary>
internal static class SendGridRequest
{
    /// <summary>The argument that carries our Message-ID through SendGrid's events.</summary>
    public const string MessageIdArgument = "lmn_message_id";

    // SendGrid reads JSON, not HTML: letters beyond ASCII need no \u escapes.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON, and the places in it where the attachments' base64 belongs.</summary>
    /// <exception cref="EmailMessageException">The message holds what SendGrid cannot be told.</exception>
    public static (ReadOnlyMemory<byte> Json, IReadOnlyList<int> Cuts) Write(EmailSubmission submission, EmailAddress from, SendGridConfig config)
    {
        var message = submission.Message;
        if (message.EnvelopeSender is not null) throw new EmailMessageException("envelopeSender", "cannot be told to SendGrid, which sets the reverse-path itself");
        var buffer = new ArrayBufferWriter<byte>(4096);
        var cuts = new List<int>(message.Attachments.Count);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        json.WriteStartObject();
        WritePersonalization(json, submission);
        WriteAddress(json, "from", from, "from");
        WriteReplyTo(json, message);
        json.WriteString("subject", message.Subject);
        WriteContent(json, message);
        WriteAttachments(json, buffer, message, cuts);
        SendGridHeaders.Write(json, submission);
        WriteCategories(json, message, config);
        if (config.IpPool is not null) json.WriteString("ip_pool_name", config.IpPool);
        if (config.Sandbox)
        {
            json.WriteStartObject("mail_settings");
            json.WriteStartObject("sandbox_mode");
            json.WriteBoolean("enable", true);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return (buffer.WrittenMemory, cuts);
    }

    // SendGrid refuses an address that stands twice in one personalization, and a mail without a To.
    private static void WritePersonalization(Utf8JsonWriter json, EmailSubmission submission)
    {
        var open = new HashSet<Mailbox>(submission.Recipients);
        var message = submission.Message;
        json.WriteStartArray("personalizations");
        json.WriteStartObject();

        // It compares without regard to case, local parts too.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var to = Take(message.To, "to", open, taken);
        var cc = Take(message.Cc, "cc", open, taken);
        var bcc = Take(message.Bcc, "bcc", open, taken);
        if (to.Count == 0) throw new EmailMessageException("to", "names no recipient, and SendGrid takes no mail with Cc and Bcc alone");
        WriteAddresses(json, "to", to);
        WriteAddresses(json, "cc", cc);
        WriteAddresses(json, "bcc", bcc);
        json.WriteStartObject("custom_args");
        foreach (var (key, value) in message.Metadata)
        {
            if (key == MessageIdArgument) throw new EmailMessageException($"metadata.{key}", "is written by the library itself");
            json.WriteString(key, value ?? "");
        }

        json.WriteString(MessageIdArgument, submission.MessageId);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static List<(Mailbox Mailbox, string? Name)> Take(IReadOnlyList<EmailAddress> addresses, string field, HashSet<Mailbox> open, HashSet<string> known)
    {
        var taken = new List<(Mailbox, string?)>(addresses.Count);
        foreach (var address in addresses)
        {
            var mailbox = address.ToMailbox(field);
            if (open.Remove(mailbox) && known.Add(mailbox.ToString())) taken.Add((mailbox, address.Name));
        }

        return taken;
    }

    private static void WriteAddresses(Utf8JsonWriter json, string property, List<(Mailbox Mailbox, string? Name)> addresses)
    {
        if (addresses.Count == 0) return;
        json.WriteStartArray(property);
        foreach (var (mailbox, name) in addresses) WriteAddressValue(json, mailbox, name);
        json.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter json, string property, EmailAddress address, string field)
    {
        json.WritePropertyName(property);
        WriteAddressValue(json, address.ToMailbox(field), address.Name);
    }

    private static void WriteAddressValue(Utf8JsonWriter json, Mailbox mailbox, string? name)
    {
        json.WriteStartObject();
        json.WriteString("email", mailbox.ToString());
        if (!string.IsNullOrEmpty(name)) json.WriteString("name", name);
        json.WriteEndObject();
    }

    private static void WriteReplyTo(Utf8JsonWriter json, EmailMessage message)
    {
        if (message.ReplyTo.Count == 1)
        {
            WriteAddress(json, "reply_to", message.ReplyTo[0], "replyTo[0]");
        }
        else if (message.ReplyTo.Count > 1)
        {
            WriteAddresses(json, "reply_to_list", [.. message.ReplyTo.Select((address, i) => (address.ToMailbox($"replyTo[{i}]"), address.Name))]);
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
        WriteStrings(json, "categories", categories);
    }

    private static void WriteStrings(Utf8JsonWriter json, string property, string[] values)
    {
        if (values.Length == 0) return;
        json.WriteStartArray(property);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
