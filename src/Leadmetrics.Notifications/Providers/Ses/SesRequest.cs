using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Leadmetrics.Notifications.Mime;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>Writes the JSON of SendEmail (API v2) with raw content.</summary>
internal static class SesRequest
{
    public const string Path = "v2/email/outbound-emails";

    // Amazon reads JSON, not HTML: no \u escapes are needed.
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Refuses what cannot be communicated to Amazon.</summary>
    /// <exception cref="EmailMessageException">The message, or how it is to be sent, is such.</exception>
    public static void Check(EmailSubmission submission, MimeContent content, DateTimeOffset now)
    {
        if (submission.Options.SendAt > now) throw new EmailMessageException("sendAt", "cannot be told to Amazon SES, which sends at once: queue the mail");
        if (submission.Options.BatchId is not null) throw new EmailMessageException("batchId", "cannot be told to Amazon SES, which can call nothing back");
        if (submission.Options.Sandbox == true) throw new EmailMessageException("sandbox", "cannot be told to Amazon SES, which would send the mail");
        if (content.RequiresSmtpUtf8 || submission.Recipients.Any(recipient => recipient.RequiresSmtpUtf8)) throw new EmailMessageException("to", "has an address with a local part beyond ASCII, which Amazon SES does not take");
    }

    /// <summary>The request that carries the message to some of its recipients.</summary>
    /// <param name="submission">The submission.</param>
    /// <param name="group">The recipients; the header names all of To and Cc, whoever is in the group.</param>
    /// <param name="from">Who sends.</param>
    /// <param name="feedback">Who gets bounces and complaints; <see langword="null"/>: as the identity is set.</param>
    /// <param name="configurationSet">The configuration set.</param>
    /// <param name="content">The message.</param>
    public static SesPayload Write(EmailSubmission submission, IReadOnlyList<Mailbox> group, EmailAddress from, Mailbox? feedback, string? configurationSet, MimeContent content)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, WriterOptions);
        json.WriteStartObject();
        json.WriteString("FromEmailAddress", from.ToMailbox("from").ToString());
        WriteDestination(json, submission.Message, group);
        if (feedback is not null) json.WriteString("FeedbackForwardingEmailAddress", feedback.ToString());
        if (configurationSet is not null) json.WriteString("ConfigurationSetName", configurationSet);
        SesTags.Write(json, submission);
        json.WriteStartObject("Content");
        json.WriteStartObject("Raw");
        json.WriteString("Data", "");
        json.Flush();

        // Between the quotes: base64 needs no escaping in JSON.
        var cut = buffer.WrittenCount - 1;
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return new SesPayload(buffer.WrittenMemory[..cut], content, buffer.WrittenMemory[cut..]);
    }

    private static void WriteDestination(Utf8JsonWriter json, EmailMessage message, IReadOnlyList<Mailbox> group)
    {
        var open = new HashSet<Mailbox>(group);
        json.WriteStartObject("Destination");
        WriteAddresses(json, "ToAddresses", Take(message.To, "to", open));
        WriteAddresses(json, "CcAddresses", Take(message.Cc, "cc", open));

        // Whoever is left, in order: nobody of the group may be lost.
        WriteAddresses(json, "BccAddresses", [.. group.Where(open.Contains)]);
        json.WriteEndObject();
    }

    private static List<Mailbox> Take(IReadOnlyList<EmailAddress> addresses, string field, HashSet<Mailbox> open) => [.. addresses.Select(address => address.ToMailbox(field)).Where(open.Remove)];

    private static void WriteAddresses(Utf8JsonWriter json, string property, List<Mailbox> addresses)
    {
        if (addresses.Count == 0) return;
        json.WriteStartArray(property);
        foreach (var address in addresses) json.WriteStringValue(address.ToString());
        json.WriteEndArray();
    }
}
