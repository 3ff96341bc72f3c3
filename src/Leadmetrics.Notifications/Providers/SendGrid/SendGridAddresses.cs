using System.Text.Json;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Writes addresses, and sees to it that each recipient stands once.</summary>
internal static class SendGridAddresses
{
    /// <summary>The most recipients of one request, To, Cc and Bcc together.</summary>
    public const int MaxRecipients = 1000;

    /// <summary>To, Cc and Bcc of those that are still open, as personalizations: one, but for mail with Bcc alone.</summary>
    /// <remarks>
    /// SendGrid demands a To. Where none is open (they were reached before, or are suppressed), the first Cc stands there; where Bcc alone is, each gets a personalization
    /// of their own and sees nobody but themselves.
    /// </remarks>
    /// <exception cref="EmailMessageException">There are too many.</exception>
    public static IReadOnlyList<SendGridEnvelope> EnvelopesOf(EmailSubmission submission)
    {
        // SendGrid refuses an address that stands twice in one personalization.
        var open = new HashSet<Mailbox>(submission.Recipients);
        var message = submission.Message;

        // It compares without regard to case, local parts too.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var to = Take(message.To, "to", open, taken);
        var cc = Take(message.Cc, "cc", open, taken);
        var bcc = Take(message.Bcc, "bcc", open, taken);
        if (taken.Count > MaxRecipients) throw new EmailMessageException("to", $"names, with cc and bcc, more than the {MaxRecipients} recipients that SendGrid takes in one mail");
        if (to.Count > 0) return [new SendGridEnvelope(to, cc, bcc)];
        return cc.Count > 0 ? [new SendGridEnvelope([cc[0]], cc[1..], bcc)] : [.. bcc.Select(one => new SendGridEnvelope([one], [], []))];
    }

    public static void Write(Utf8JsonWriter json, SendGridEnvelope envelope)
    {
        WriteRecipients(json, "to", envelope.To);
        WriteRecipients(json, "cc", envelope.Cc);
        WriteRecipients(json, "bcc", envelope.Bcc);
    }

    /// <summary>Writes recipients. A name with a comma or a semicolon stands in double quotes: SendGrid allows neither in to, cc and bcc, and takes them for the end of an address.</summary>
    public static void WriteRecipients(Utf8JsonWriter json, string property, IReadOnlyCollection<(Mailbox Mailbox, string? Name)> recipients) =>
        WriteAll(json, property, [.. recipients.Select(recipient => (recipient.Mailbox, Quoted(recipient.Name)))]);

    public static void WriteAll(Utf8JsonWriter json, string property, IReadOnlyCollection<(Mailbox Mailbox, string? Name)> addresses)
    {
        if (addresses.Count == 0) return;
        json.WriteStartArray(property);
        foreach (var (mailbox, name) in addresses) WriteValue(json, mailbox, name);
        json.WriteEndArray();
    }

    public static void Write(Utf8JsonWriter json, string property, EmailAddress address, string field)
    {
        json.WritePropertyName(property);
        WriteValue(json, address.ToMailbox(field), address.Name);
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

    private static string? Quoted(string? name) => name.AsSpan().ContainsAny(',', ';')
        ? $"\"{name!.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""
        : name;

    private static void WriteValue(Utf8JsonWriter json, Mailbox mailbox, string? name)
    {
        json.WriteStartObject();
        json.WriteString("email", mailbox.ToString());
        if (!string.IsNullOrEmpty(name)) json.WriteString("name", name);
        json.WriteEndObject();
    }
}
