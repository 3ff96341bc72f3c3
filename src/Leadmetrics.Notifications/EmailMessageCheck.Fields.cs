using System.Buffers;
using System.Text;

namespace Leadmetrics.Notifications;

// What a message may hold beside its addresses, texts and attachments.
internal static partial class EmailMessageCheck
{
    private const int MaxUrl = 800;
    private const int MaxLanguage = 60;
    private static readonly SearchValues<char> AsciiAlphanumeric = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static void CheckCalendar(EmailCalendar calendar)
    {
        if (calendar.Content is null) throw new EmailMessageException("calendar.content", "is null");
        CheckText(calendar.FileName, "calendar.fileName");
        if (!calendar.IsObject) throw new EmailMessageException("calendar.content", "does not begin with BEGIN:VCALENDAR");
        if (calendar.Method is null) throw new EmailMessageException("calendar.content", "has no METHOD, without which it is no invitation");
    }

    private static void CheckUnsubscribe(ListUnsubscribe unsubscribe, int recipients)
    {
        if (unsubscribe is { Mailto: null, Url: null }) throw new EmailMessageException("listUnsubscribe", "has neither mailto nor url");
        if (unsubscribe.Mailto is { } mailto) CheckAddress(mailto, "listUnsubscribe.mailto");
        if (unsubscribe.MailtoSubject is { } subject) CheckText(subject, "listUnsubscribe.mailtoSubject");
        if (unsubscribe.MailtoSubject is { Length: > MaxHeaderName }) throw new EmailMessageException("listUnsubscribe.mailtoSubject", $"is longer than {MaxHeaderName} characters");
        if (unsubscribe.Mailto is not null && UnsubscribeFields.Values(unsubscribe with { Url = null })[0].Length > MaxUrl) throw new EmailMessageException("listUnsubscribe.mailto", $"is with its subject longer than {MaxUrl} characters as it is sent");
        if (unsubscribe.Url is not { } url) return;
        if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttps) throw new EmailMessageException("listUnsubscribe.url", "is not an absolute https address");
        if (url.UserInfo.Length > 0) throw new EmailMessageException("listUnsubscribe.url", "names a user");

        // A Uri escapes what it was made of: two addresses that differ for a reader may be one here.
        if (url.OriginalString.Any(c => char.IsControl(c) || char.IsWhiteSpace(c))) throw new EmailMessageException("listUnsubscribe.url", "holds white space or a control character");
        if (UnsubscribeFields.Ascii(url) is not { Length: <= MaxUrl } written || !Ascii.IsValid(written)) throw new EmailMessageException("listUnsubscribe.url", $"is longer than {MaxUrl} characters as it is sent");
        if (recipients > 1) throw new EmailMessageException("listUnsubscribe.url", "unsubscribes with one click, and the message has more than one recipient: send one to each");
    }

    private static void CheckThread(EmailMessage message)
    {
        if (message.InReplyTo is not null && !MessageIds.TryReadForeign(message.InReplyTo, out _)) throw new EmailMessageException("inReplyTo", "is not a Message-ID");
        for (var i = 0; i < message.References.Count; i++)
        {
            if (!MessageIds.TryReadForeign(message.References[i], out _)) throw new EmailMessageException(Indexed("references", i), "is not a Message-ID");
        }

        if (message.Priority is not (EmailPriority.Normal or EmailPriority.High or EmailPriority.Low)) throw new EmailMessageException("priority", "is none of normal, high and low");
        if (message.Language is { } language && !IsLanguageTag(language)) throw new EmailMessageException("language", "is not a language tag such as de-AT");
    }

    // RFC 5646 section 2.1, as far as it matters for a field: subtags of one to eight letters or digits.
    private static bool IsLanguageTag(string tag)
    {
        if (tag.Length is 0 or > MaxLanguage || !char.IsAsciiLetter(tag[0])) return false;
        foreach (var range in tag.AsSpan().Split('-'))
        {
            var subtag = tag.AsSpan(range);
            if (subtag.Length is 0 or > 8 || subtag.ContainsAnyExcept(AsciiAlphanumeric)) return false;
        }

        return true;
    }

    // The property that writes a field which a host may write itself as long as it leaves the property alone.
    private static string? PropertyOf(string header, EmailMessage message) => header.ToUpperInvariant() switch
    {
        "LIST-UNSUBSCRIBE" or "LIST-UNSUBSCRIBE-POST" when message.ListUnsubscribe is not null => "listUnsubscribe",
        "IMPORTANCE" or "X-PRIORITY" when message.Priority != EmailPriority.Normal => "priority",
        "IN-REPLY-TO" when message.InReplyTo is not null => "inReplyTo",
        "REFERENCES" when message.InReplyTo is not null || message.References.Count > 0 => "references",
        _ => null,
    };
}
