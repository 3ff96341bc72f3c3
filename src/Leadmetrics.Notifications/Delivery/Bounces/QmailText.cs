using System.Text;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Reads qmail's bounces (QSBMF), whose text is meant for programs, too; Yahoo wrote a form of its own of them.</summary>
internal static class QmailText
{
    private const int MaxRecipients = 1000;

    private static readonly string[] Openings = ["Hi. This is the", "Sorry, we were unable to deliver your message to the following address"];

    /// <returns><see langword="null"/>: the mail is none of these, or names nobody.</returns>
    public static BounceReport? Read(ReportMail mail)
    {
        if (mail.Parts.FirstOrDefault(part => part.Type.Name == "text/plain") is not { } part) return null;
        var text = part.Text();
        var start = text.AsSpan().TrimStart();
        if (!Array.Exists(Openings, opening => text.AsSpan().TrimStart().StartsWith(opening, StringComparison.OrdinalIgnoreCase))) return null;
        text = start.ToString();
        var recipients = new List<BouncedRecipient>();
        string? recipient = null;
        var said = new StringBuilder();
        var at = 0;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range];
            at = range.End.GetOffset(text.Length);
            if (line is ['-', ..]) break;
            if (line is ['<', ..] && line.TrimEnd() is [.., '>', ':'] && MailAddresses.One(line.TrimEnd()[..^1]) is { } address)
            {
                Close();
                recipient = address;
            }
            else if (line.Trim().Length == 0)
            {
                Close();
            }
            else if (recipient is not null)
            {
                said.Append(line.Trim()).Append('\n');
            }
        }

        Close();
        if (recipients.Count == 0) return null;
        return new BounceReport
        {
            Kind = BounceReportKind.DeliveryStatus,
            OriginalMessageId = ReportMail.MessageIdIn((mail.Original() ?? ReportMail.OriginalIn(Encoding.UTF8.GetBytes(text[at..])))["Message-ID"]),
            Recipients = recipients,
        };

        void Close()
        {
            if (recipient is not null && recipients.Count < MaxRecipients && RecipientFinding.Of(recipient, BounceAction.Failed, null, said.ToString()) is { } found) recipients.Add(found);
            recipient = null;
            said.Clear();
        }
    }
}
