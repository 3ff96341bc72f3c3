using System.Text;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Reads the text form of Exim's bounces and warnings, which has no part for programs; other servers write it, too.</summary>
/// <remarks>It says itself that it is automatic (<c>Auto-Submitted: auto-replied</c>), as an absent person's answer does: only its own first words, or X-Failed-Recipients, make it a bounce.</remarks>
internal static class EximText
{
    private const string Opening = "This message was created automatically by mail delivery software";
    private const int MaxRecipients = 1000;
    private const int MaxSaid = 4000;

    /// <returns><see langword="null"/>: the mail is none of these, or names nobody.</returns>
    public static BounceReport? Read(ReportMail mail)
    {
        if (mail.Parts.FirstOrDefault(part => part.Type.Name == "text/plain") is not { } part) return null;
        var failed = mail.Header.All("X-Failed-Recipients").Take(100).SelectMany(MailAddresses.In).Take(MaxRecipients).ToArray();
        var text = part.Text();
        if (failed.Length == 0 && !text.AsSpan().TrimStart().StartsWith(Opening, StringComparison.OrdinalIgnoreCase)) return null;
        var (own, copy) = Cut(text);
        var delayed = failed.Length == 0 && (own.Contains("has not yet been delivered", StringComparison.OrdinalIgnoreCase) || own.Contains("has not been delivered", StringComparison.OrdinalIgnoreCase));
        var blocks = Blocks(own);
        var recipients = new List<BouncedRecipient>();
        foreach (var recipient in (failed.Length > 0 ? failed : [.. blocks.Keys]).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            // Under an alias the text names another address than the header field does; with one of each they belong together.
            var said = blocks.GetValueOrDefault(recipient) ?? (failed.Length == 1 && blocks.Count == 1 ? blocks.Values.First() : null);
            if (RecipientFinding.Of(recipient, delayed ? BounceAction.Delayed : BounceAction.Failed, null, said) is { } found) recipients.Add(found with { OriginalRecipient = AliasIn(said) });
        }

        if (recipients.Count == 0) return null;
        return new BounceReport
        {
            Kind = BounceReportKind.DeliveryStatus,
            OriginalMessageId = ReportMail.MessageIdIn((mail.Original() ?? ReportMail.OriginalIn(Encoding.UTF8.GetBytes(copy)))["Message-ID"]),
            Recipients = recipients,
        };
    }

    private static string? AliasIn(string? said)
    {
        const string Origin = "(generated from ";
        if (said is null || !said.StartsWith(Origin, StringComparison.OrdinalIgnoreCase)) return null;
        var end = said.IndexOf(')', StringComparison.Ordinal);
        return end < 0 ? null : MailAddresses.One(said.AsSpan(Origin.Length, end - Origin.Length));
    }

    // "------ This is a copy of the message, including all the headers. ------"
    private static (string Own, string Copy) Cut(string text)
    {
        var at = text.IndexOf("\n---", StringComparison.Ordinal);
        if (at < 0) return (text, "");
        var end = text.IndexOf('\n', at + 1);
        return (text[..at], end < 0 ? "" : text[(end + 1)..]);
    }

    // An address on an indented line of its own, and behind it what was said, further in.
    private static Dictionary<string, string> Blocks(string text)
    {
        var blocks = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string? recipient = null;
        var said = new StringBuilder();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            var indented = line.Length > 0 && line[0] is ' ' or '\t';
            var words = line.Trim();
            if (indented && !words.Contains(' ') && MailAddresses.One(words.TrimEnd(':')) is { } address)
            {
                Close();
                recipient = blocks.Count < MaxRecipients ? address : null;
            }
            else if (indented && recipient is not null && said.Length < MaxSaid)
            {
                said.Append(words).Append('\n');
            }
            else if (!indented && words.Length > 0)
            {
                Close();
            }
        }

        Close();
        return blocks;

        void Close()
        {
            if (recipient is not null) blocks.TryAdd(recipient, said.ToString());
            recipient = null;
            said.Clear();
        }
    }
}
