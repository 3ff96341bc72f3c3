using System.Globalization;
using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>What every reader has to make of a message: told from the message and the documented layout, and from nothing that was written.</summary>
internal sealed record ExpectedMail
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
        Date = given.Date;
        Own = [.. message.Headers.OrderBy(h => h.Key, StringComparer.OrdinalIgnoreCase).ThenBy(h => h.Key, StringComparer.Ordinal).Select(h => new ReadMail.Field(h.Key, Texts.WellFormed(h.Value)))];
        Text = message.Text is { } text ? Texts.AsBody(text) : null;
        Html = message.Html is { } html ? Texts.AsBody(html) : null;
        Attachments = [.. message.Attachments.Select(a => new Attachment(a, Html is not null)).OrderByDescending(a => a.IsRelated)];
    }

    public ReadMail.Mailbox[] From { get; }

    public ReadMail.Mailbox[] ReplyTo { get; }

    public ReadMail.Mailbox[] To { get; }

    public ReadMail.Mailbox[] Cc { get; }

    public string Subject { get; }

    public string MessageId { get; }

    public DateTimeOffset Date { get; }

    /// <summary>The host's own fields, in their order.</summary>
    public ReadMail.Field[] Own { get; }

    /// <summary>With CRLF as line end.</summary>
    public string? Text { get; }

    public string? Html { get; }

    /// <summary>In the order of the tree: those that belong to the HTML first.</summary>
    public Attachment[] Attachments { get; }

    /// <summary>Whether a body is the whole message.</summary>
    public bool IsSinglePart => Attachments.Length == 0 && (Text is null || Html is null);

    /// <summary>The names of all fields, in their order.</summary>
    public IEnumerable<string> FieldNames
    {
        get
        {
            yield return "Date";
            yield return "From";
            if (ReplyTo.Length > 0) yield return "Reply-To";
            if (To.Length > 0 || Cc.Length == 0) yield return "To";
            if (Cc.Length > 0) yield return "Cc";
            yield return "Subject";
            yield return "Message-ID";
            foreach (var own in Own) yield return own.Name;
            if (!Own.Any(f => f.Name.Equals("Auto-Submitted", StringComparison.OrdinalIgnoreCase))) yield return "Auto-Submitted";
            yield return "MIME-Version";
            yield return "Content-Type";
            if (IsSinglePart) yield return "Content-Transfer-Encoding";
        }
    }

    /// <summary>For example <c>mixed(plain, pdf)</c>.</summary>
    public string Shape
    {
        get
        {
            string[] bodies = [.. Text is null ? [] : new[] { "plain" }, .. Html is null ? [] : new[] { "html" }];
            var body = bodies.Length == 2 ? $"alternative({string.Join(", ", bodies)})" : bodies.SingleOrDefault();
            var related = Attachments.Where(a => a.IsRelated).Select(a => a.Subtype).ToList();
            if (related.Count > 0) body = $"related({body}, {string.Join(", ", related)})";
            var mixed = Attachments.Where(a => !a.IsRelated).Select(a => a.Subtype).ToList();
            if (mixed.Count == 0) return body!;
            if (body is not null) mixed.Insert(0, body);
            return $"mixed({string.Join(", ", mixed)})";
        }
    }

    public static ExpectedMail Of(GivenMail given) => new(given);

    private static ReadMail.Mailbox Box(EmailAddress address)
    {
        var at = address.Address.LastIndexOf('@') + 1;
        var domain = address.Address[at..];
        if (!System.Text.Ascii.IsValid(domain)) domain = Idn.GetAscii(domain).ToLowerInvariant();
        return new(Texts.WellFormed(address.Name ?? ""), address.Address[..at] + domain);
    }

    internal sealed record Attachment
    {
        public Attachment(EmailAttachment given, bool hasHtml)
        {
            FileName = FileNames.Clean(given.FileName);
            Type = given.ContentType.StartsWith("message/", StringComparison.OrdinalIgnoreCase) || given.ContentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase)
                ? "application/octet-stream"
                : given.ContentType;
            ContentId = given.ContentId is { } id ? $"<{id}>" : null;
            IsRelated = hasHtml && ContentId is not null;
            using var stream = given.OpenAsync().AsTask().GetAwaiter().GetResult();
            Content = new byte[stream.Length];
            stream.ReadExactly(Content);
        }

        public string FileName { get; }

        public string Type { get; }

        public string Subtype => Type[(Type.IndexOf('/', StringComparison.Ordinal) + 1)..];

        public string? ContentId { get; }

        public string Disposition => ContentId is null ? "attachment" : "inline";

        public bool IsRelated { get; }

        public byte[] Content { get; }
    }
}
