using System.Buffers;
using System.Text.Json;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Writes the JSON of many mails with one content: a personalization each.</summary>
internal static class SendGridBatchRequest
{
    /// <summary>The most mails of one request.</summary>
    public const int MaxPersonalizations = 1000;

    private const int MaxSubstitutions = 10_000;

    /// <summary>Writes what is one mail's alone; <see langword="null"/> where its values are more than SendGrid fills in.</summary>
    /// <exception cref="EmailMessageException">The mail has what SendGrid cannot be told.</exception>
    public static ReadOnlyMemory<byte>? WritePersonalization(EmailBatchSubmission batch, SendGridTemplate template, EmailBatchItem item)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, SendGridRequest.WriterOptions);
        json.WriteStartObject();
        SendGridAddresses.WriteRecipients(json, "to", [(item.Mailbox, item.Recipient.To.Name)]);
        if (template.HasOwnSubjects)
        {
            var subject = template.SubjectOf(item);
            if (subject.Length == 0) throw new EmailMessageException("subject", "is empty, and SendGrid takes no mail without one");
            json.WriteString("subject", subject);
        }

        // All of them, not only the mail's own: whether SendGrid merges these with the request's or takes them in their place makes no difference then.
        SendGridHeaders.Write(json, batch.Message, item.MessageId, item.Recipient.ListUnsubscribe);
        if (WriteSubstitutions(json, template, item) > MaxSubstitutions) return null;
        SendGridArguments.Write(json, batch.Message.Metadata, item.Recipient.Metadata, item.MessageId, batch.Tenant);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Writes the request.</summary>
    /// <exception cref="EmailMessageException">The message holds what SendGrid cannot be told.</exception>
    public static SendGridDraft Write(EmailBatchSubmission batch, SendGridTemplate template, IEnumerable<ReadOnlyMemory<byte>> personalizations, EmailAddress from, SendGridConfig config, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using var json = new Utf8JsonWriter(buffer, SendGridRequest.WriterOptions);
        json.WriteStartObject();
        json.WriteStartArray("personalizations");
        foreach (var personalization in personalizations) json.WriteRawValue(personalization.Span, skipInputValidation: true);
        json.WriteEndArray();
        if (!template.HasOwnSubjects) json.WriteString("subject", template.Message.Subject);
        var cuts = SendGridRequest.WriteShared(json, buffer, template.Message, from, config);
        SendGridSettings.Write(json, batch.Options, config, now);
        json.WriteEndObject();
        json.Flush();
        return new SendGridDraft(buffer.WrittenMemory, cuts, template.Message.Attachments);
    }

    // Counted as JSON, which is more than tags and values alone: it is not said which of the two SendGrid counts.
    private static long WriteSubstitutions(Utf8JsonWriter json, SendGridTemplate template, EmailBatchItem item)
    {
        if (!template.HasSubstitutions) return 0;
        json.WritePropertyName("substitutions");
        var begun = json.BytesCommitted + json.BytesPending;
        json.WriteStartObject();
        foreach (var (tag, value) in template.SubstitutionsOf(item)) json.WriteString(tag, value);
        json.WriteEndObject();
        return json.BytesCommitted + json.BytesPending - begun;
    }
}
