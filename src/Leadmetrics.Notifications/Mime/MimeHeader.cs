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
        WriteThread(output, message);
        if (message.ListUnsubscribe is { } unsubscribe) WriteUnsubscribe(output, unsubscribe);
        if (message.Priority != EmailPriority.Normal) output.Write(message.Priority == EmailPriority.High ? "X-Priority: 1\r\nImportance: high\r\n"u8 : "X-Priority: 5\r\nImportance: low\r\n"u8);
        if (message.Language is { } language) WriteLine(output, "Content-Language: "u8, language);
        if (submission.ShowsTags) WriteTags(output, message);
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

    private static void WriteThread(HeaderBuffer output, EmailMessage message)
    {
        if (message.InReplyTo is { } parent)
        {
            output.Write("In-Reply-To:"u8);
            WriteId(output, parent);
            output.EndLine();
        }

        if (message is { References.Count: 0, InReplyTo: null }) return;
        output.Write("References:"u8);
        foreach (var id in message.References) WriteId(output, id);
        if (message.References.Count == 0) WriteId(output, message.InReplyTo!);
        output.EndLine();
    }

    private static void WriteId(HeaderBuffer output, string text)
    {
        MessageIds.TryReadForeign(text, out var id);
        output.SeparateWhole(id.Length + 2);
        output.Write((byte)'<');
        output.Write(id);
        output.Write((byte)'>');
    }

    private static void WriteUnsubscribe(HeaderBuffer output, ListUnsubscribe unsubscribe)
    {
        output.Write(UnsubscribeFields.Name);
        output.Write((byte)':');
        var isFirst = true;
        foreach (var value in UnsubscribeFields.Values(unsubscribe))
        {
            if (!isFirst) output.Write((byte)',');
            isFirst = false;
            output.SeparateWhole(value.Length);
            output.Write(value);
        }

        output.EndLine();
        if (unsubscribe.Url is not null) output.Write("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"u8);
    }

    private static void WriteTags(HeaderBuffer output, EmailMessage message)
    {
        foreach (var tag in message.Tags) WriteText(output, "X-Tag:"u8, tag);
        if (message.Metadata.Count == 0) return;
        foreach (var (key, value) in message.Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (key.Contains('=', StringComparison.Ordinal)) throw new EmailMessageException($"metadata.{key}", "has an equals sign in its name, which X-Metadata cannot carry");
            WriteText(output, "X-Metadata:"u8, $"{key}={value}");
        }
    }

    private static void WriteText(HeaderBuffer output, ReadOnlySpan<byte> name, string value)
    {
        output.Write(name);
        HeaderText.Write(output, value, HeaderText.MaxMachineWord);
    }

    private static void WriteLine(HeaderBuffer output, ReadOnlySpan<byte> name, string ascii)
    {
        output.Write(name);
        output.Write(ascii);
        output.EndLine();
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
