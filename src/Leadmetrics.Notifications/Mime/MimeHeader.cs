using System.Globalization;

namespace Leadmetrics.Notifications.Mime;

/// <summary>The header section of a message up to MIME-Version: identity, addresses, subject and the host's own fields. Bcc is never written.</summary>
internal static class MimeHeader
{
    private const string AutoSubmitted = "Auto-Submitted";

    public static void Write(HeaderBuffer output, EmailSubmission submission, EmailAddress sender)
    {
        var message = submission.Message;
        WriteDate(output, submission.Date);
        output.Write("From:"u8);
        AddressFields.Write(output, sender, "from");
        if (message.ReplyTo.Count > 0)
        {
            output.Write("Reply-To:"u8);
            AddressFields.Write(output, message.ReplyTo, "replyTo");
        }

        WriteRecipients(output, message);
        output.Write("Subject:"u8);
        HeaderText.Write(output, message.Subject);

        // One line: readers are known that take a folded Message-ID for none.
        output.Write("Message-ID: <"u8);
        output.Write(submission.MessageId);
        output.Write((byte)'>');
        output.EndLine();
        WriteOwn(output, message.Headers);
        output.Write("MIME-Version: 1.0\r\n"u8);
    }

    private static void WriteDate(HeaderBuffer output, DateTimeOffset date)
    {
        const int WithoutZone = 26; // "Sat, 21 Nov 2026 23:05:11 "
        output.Write("Date: "u8);
        date.UtcDateTime.TryFormat(output.GetSpan(32), out _, "R", CultureInfo.InvariantCulture);
        output.Advance(WithoutZone);
        output.Write("+0000"u8);
        output.EndLine();
    }

    private static void WriteRecipients(HeaderBuffer output, EmailMessage message)
    {
        if (message.To.Count > 0)
        {
            output.Write("To:"u8);
            AddressFields.Write(output, message.To, "to");
        }
        else if (message.Cc.Count == 0)
        {
            // A message without any destination field is allowed, but held against it by filters.
            output.Write("To: undisclosed-recipients:;"u8);
            output.EndLine();
        }

        if (message.Cc.Count == 0) return;
        output.Write("Cc:"u8);
        AddressFields.Write(output, message.Cc, "cc");
    }

    private static void WriteOwn(HeaderBuffer output, IReadOnlyDictionary<string, string> headers)
    {
        var saysHowSubmitted = false;
        if (headers.Count > 0)
        {
            // Sorted: the order of a dictionary may differ from process to process, a message must not.
            foreach (var (name, value) in headers.OrderBy(field => field.Key, StringComparer.OrdinalIgnoreCase).ThenBy(field => field.Key, StringComparer.Ordinal))
            {
                saysHowSubmitted |= name.Equals(AutoSubmitted, StringComparison.OrdinalIgnoreCase);
                output.Write(name);
                output.Write((byte)':');
                HeaderText.Write(output, value, HeaderText.MaxMachineWord);
            }
        }

        if (!saysHowSubmitted) output.Write("Auto-Submitted: auto-generated\r\n"u8);
    }
}
