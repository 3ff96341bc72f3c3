using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications;

/// <summary>Checks a message whole, before anything is opened, and gathers its recipients. Pure.</summary>
internal static partial class EmailMessageCheck
{
    private const int MaxHeaderName = 76;
    private const int MaxContentId = 250;
    private const string BreaksLines = "holds a CR, LF or NUL";
    private static readonly SearchValues<char> LineBreaking = SearchValues.Create("\r\n\0");

    private static readonly FrozenSet<string> Reserved = new[]
    {
        "From", "To", "Cc", "Bcc", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "Return-Path", "Received",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] ReservedPrefixes = ["MIME-", "Content-", "DKIM-"];

    public static IReadOnlyList<Mailbox> Run(EmailMessage message)
    {
        var recipients = new RecipientList(message.To.Count + message.Cc.Count + message.Bcc.Count);
        Gather(message.To, "to", ref recipients);
        Gather(message.Cc, "cc", ref recipients);
        Gather(message.Bcc, "bcc", ref recipients);
        if (recipients.All.Count == 0) throw new EmailMessageException("to", "names no recipient");
        for (var i = 0; i < message.ReplyTo.Count; i++) Checked(message.ReplyTo[i], "replyTo", i);
        if (message.From is { } from) CheckAddress(from, "from");
        if (message.EnvelopeSender is { } envelopeSender) CheckAddress(envelopeSender, "envelopeSender");
        CheckText(message.Subject, "subject");
        if (message.Html is null && message.Text is null && message.Calendar is null && message.Attachments.Count == 0) throw new EmailMessageException("text", "is missing, and so are html, calendar and attachments");
        CheckAttachments(message.Attachments);
        CheckHeaders(message);
        if (message.Calendar is not null) CheckCalendar(message.Calendar);
        if (message.ListUnsubscribe is not null) CheckUnsubscribe(message.ListUnsubscribe, recipients.All.Count);
        CheckThread(message);
        for (var i = 0; i < message.Tags.Count; i++) CheckText(message.Tags[i] ?? throw new EmailMessageException(Indexed("tags", i), "is null"), Indexed("tags", i));
        if (message.Metadata.Count == 0) return recipients.All;
        foreach (var (key, value) in message.Metadata)
        {
            CheckText(key, "metadata");
            CheckText(value ?? throw new EmailMessageException($"metadata.{key}", "is null"), $"metadata.{key}");
        }

        return recipients.All;
    }

    private static void Gather(IReadOnlyList<EmailAddress> addresses, string field, ref RecipientList into)
    {
        for (var i = 0; i < addresses.Count; i++) into.Add(Checked(addresses[i], field, i));
    }

    public static Mailbox CheckAddress(EmailAddress address, string field) => Checked(address, field, null);

    // The field's whole name is made only for an error: every address of every message comes by here.
    private static Mailbox Checked(EmailAddress? address, string field, int? index)
    {
        if (address is null) throw new EmailMessageException(Name(), "is null");
        if (address.Name is { } name && IsLineBreaking(name)) throw new EmailMessageException($"{Name()}.name", BreaksLines);
        return address.TryToMailbox(out var mailbox, out var error) ? mailbox : throw new EmailMessageException($"{Name()}.address", error);

        string Name() => index is { } at ? Indexed(field, at) : field;
    }

    private static void CheckAttachments(IReadOnlyList<EmailAttachment> attachments)
    {
        HashSet<string>? ids = null;
        for (var i = 0; i < attachments.Count; i++)
        {
            var field = Indexed("attachments", i);
            var attachment = attachments[i] ?? throw new EmailMessageException(field, "is null");
            CheckText(attachment.FileName, $"{field}.fileName");
            if (!IsMediaType(attachment.ContentType)) throw new EmailMessageException($"{field}.contentType", "is not a media type such as application/pdf");
            if (attachment.ContentId is { } id) CheckContentId(id, $"{field}.contentId", ids ??= new HashSet<string>(StringComparer.Ordinal));
        }
    }

    private static void CheckContentId(string id, string field, HashSet<string> known)
    {
        if (id.Length is 0 or > MaxContentId) throw new EmailMessageException(field, $"has not 1 to {MaxContentId} characters");
        if (!id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@'))
        {
            throw new EmailMessageException(field, "holds a character other than letters, digits and .-_@");
        }

        if (!known.Add(id)) throw new EmailMessageException(field, "is that of another attachment too");
    }

    private static void CheckHeaders(EmailMessage message)
    {
        if (message.Headers.Count == 0) return;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in message.Headers)
        {
            if (name.Length is 0 or > MaxHeaderName || name.Any(c => c is <= ' ' or >= '\x7f' or ':')) throw new EmailMessageException("headers", "has a field name that is not printable ASCII without a colon");
            if (Reserved.Contains(name) || ReservedPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
            {
                throw new EmailMessageException($"headers.{name}", "is written by the library itself");
            }

            if (!names.Add(name)) throw new EmailMessageException($"headers.{name}", "is given twice");
            if (PropertyOf(name, message) is { } property) throw new EmailMessageException($"headers.{name}", $"is given by {property} already");
            CheckText(value ?? throw new EmailMessageException($"headers.{name}", "is null"), $"headers.{name}");
        }
    }

    private static bool IsMediaType(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < value.Length - 1 && value.Length <= 127 && value.AsSpan(0, slash).IndexOfAnyExcept(TokenCharacters) < 0 && value.AsSpan(slash + 1).IndexOfAnyExcept(TokenCharacters) < 0;
    }

    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static void CheckText(string value, string field)
    {
        if (IsLineBreaking(value)) throw new EmailMessageException(field, BreaksLines);
    }

    private static bool IsLineBreaking(string value) => value.AsSpan().IndexOfAny(LineBreaking) >= 0;

    private static string Indexed(string field, int index) => string.Create(CultureInfo.InvariantCulture, $"{field}[{index}]");
}
