using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What every reader has to make of a message: told from the message and the documented layout, and from nothing that was written.</summary>
internal sealed partial record ExpectedMail
{
    private static readonly IdnMapping Idn = new();

    private ExpectedMail(GivenMail given)
    {
        var message = given.Message;
        From = [Box(message.From ?? given.Sender)];
        ReplyTo = [.. message.ReplyTo.Select(Box)];
        To = [.. message.To.Select(Box)];
        Cc = [.. message.Cc.Select(Box)];
        Subject = Texts.WellFormed(message.Subject);
        MessageId = $"<{given.MessageId}>";
        InReplyTo = message.InReplyTo is { } parent ? Id(parent) : null;
        References = message.References.Count > 0 ? [.. message.References.Select(Id)] : InReplyTo is null ? [] : [InReplyTo];
        Date = given.Date;
        Text = message.Text is { } text ? Texts.AsBody(text) : null;
        Html = message.Html is { } html ? Texts.AsBody(html) : null;
        IEnumerable<ExpectedPart> parts = message.Attachments.Select(a => ExpectedPart.Of(a, Html is not null)).OrderByDescending(a => a.IsRelated);
        if (message.Calendar is { } calendar) parts = parts.Prepend(ExpectedPart.Body(calendar)).Append(ExpectedPart.File(calendar));
        Parts = [.. parts];
        Fields = [.. ListFields(given)];
    }

    public ReadMail.Mailbox[] From { get; }

    public ReadMail.Mailbox[] ReplyTo { get; }

    public ReadMail.Mailbox[] To { get; }

    public ReadMail.Mailbox[] Cc { get; }

    public string Subject { get; }

    public string MessageId { get; }

    public DateTimeOffset Date { get; }

    public string? InReplyTo { get; }

    public string[] References { get; }

    /// <summary>All fields of the header section in their order; a value that has a property of its own here is null.</summary>
    public (string Name, string? Value)[] Fields { get; }

    /// <summary>With CRLF as line end.</summary>
    public string? Text { get; }

    public string? Html { get; }

    /// <summary>What is not text or HTML, in the order of the tree: an invitation, what belongs to the HTML, attachments, the invitation as a file.</summary>
    public ExpectedPart[] Parts { get; }

    /// <summary>Whether a body is the whole message.</summary>
    public bool IsSinglePart => Parts.Length == 0 && (Text is null || Html is null);

    /// <summary>For example <c>mixed(plain, pdf)</c>.</summary>
    public string Shape
    {
        get
        {
            List<string> bodies = [.. Parts.Where(p => p.IsBody).Select(p => p.Subtype)];
            if (Html is not null) bodies.Insert(0, "html");
            if (Text is not null) bodies.Insert(0, "plain");
            var body = bodies.Count > 1 ? $"alternative({string.Join(", ", bodies)})" : bodies.SingleOrDefault();
            var related = Parts.Where(p => p.IsRelated).Select(p => p.Subtype).ToList();
            if (related.Count > 0) body = $"related({body}, {string.Join(", ", related)})";
            var mixed = Parts.Where(p => p is { IsRelated: false, IsBody: false }).Select(p => p.Subtype).ToList();
            if (mixed.Count == 0) return body!;
            if (body is not null) mixed.Insert(0, body);
            return $"mixed({string.Join(", ", mixed)})";
        }
    }

    public static ExpectedMail Of(GivenMail given) => new(given);

    private IEnumerable<(string Name, string? Value)> ListFields(GivenMail given)
    {
        var message = given.Message;
        yield return ("Date", null);
        yield return ("From", null);
        if (ReplyTo.Length > 0) yield return ("Reply-To", null);
        if (To.Length > 0 || Cc.Length == 0) yield return ("To", null);
        if (Cc.Length > 0) yield return ("Cc", null);
        yield return ("Subject", Subject);
        yield return ("Message-ID", MessageId);
        if (InReplyTo is not null) yield return ("In-Reply-To", InReplyTo);
        if (References.Length > 0) yield return ("References", string.Join(' ', References));
        if (given.Unsubscribe is { } unsubscribe) yield return ("List-Unsubscribe", unsubscribe);
        if (message.ListUnsubscribe?.Url is not null) yield return ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        if (message.Priority != EmailPriority.Normal)
        {
            yield return ("X-Priority", message.Priority == EmailPriority.High ? "1" : "5");
            yield return ("Importance", message.Priority == EmailPriority.High ? "high" : "low");
        }

        if (message.Language is { } language) yield return ("Content-Language", language);
        if (given.ShowsTags)
        {
            foreach (var tag in message.Tags) yield return ("X-Tag", Texts.WellFormed(tag));
            foreach (var (key, value) in message.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) yield return ("X-Metadata", Texts.WellFormed($"{key}={value}"));
        }

        foreach (var (name, value) in message.Headers.OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase)) yield return (name, Texts.WellFormed(value));
        if (!message.Headers.Keys.Any(k => k.Equals("Auto-Submitted", StringComparison.OrdinalIgnoreCase))) yield return ("Auto-Submitted", "auto-generated");
        yield return ("MIME-Version", "1.0");
        yield return ("Content-Type", null);
        if (IsSinglePart) yield return ("Content-Transfer-Encoding", null);
    }

    private static string Id(string id) => id.StartsWith('<') ? id : $"<{id}>";

    private static ReadMail.Mailbox Box(EmailAddress address)
    {
        var at = address.Address.LastIndexOf('@');
        var (local, domain) = (address.Address[..at].Normalize(), address.Address[(at + 1)..]);
        if (!Ascii.IsValid(domain)) domain = Idn.GetAscii(domain).ToLowerInvariant();
        if (local[0] == '"')
        {
            // Quoted anew: nothing escaped that need not be, and no quotes around what needs none.
            var content = Escaped().Replace(local[1..^1], "$1");
            local = DotAtom().IsMatch(content) ? content : $"\"{content.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
        }

        return new(Texts.WellFormed(address.Name ?? ""), $"{local}@{domain}");
    }

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();

    [GeneratedRegex(@"^[\w!#$%&'*+/=?^`{|}~-]+(\.[\w!#$%&'*+/=?^`{|}~-]+)*$", RegexOptions.ECMAScript)]
    private static partial Regex DotAtom();
}
