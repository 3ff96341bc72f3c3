using Leadmetrics.Notifications;

namespace Leadmetrics.Chaos.Checking;

/// <summary>A recipient gets another copy only where an uncertain try or a lost lease is recorded for it, and none at all of a mail that is rather held.</summary>
internal sealed class CopyCheck(Outcome outcome, Findings findings)
{
    /// <summary>How many copies there were beyond the first.</summary>
    public static int Count(Outcome outcome) =>
        outcome.Receipts.SelectMany(receipt => receipt.Recipients.Select(recipient => (receipt.MessageId, recipient))).GroupBy(copy => copy).Sum(copies => copies.Count() - 1);

    public void Run()
    {
        var ids = outcome.Messages.ToDictionary(message => message.MessageId, message => message.Id);
        var explained = outcome.Attempts.Where(attempt => attempt.ExplainsCopy).GroupBy(attempt => attempt.Id).ToDictionary(entries => entries.Key, entries => entries.Count());
        var held = outcome.Ledger.Where(entry => entry.Wanted.OnUncertain == OnUncertain.Hold).Select(entry => entry.Wanted.Subject).ToHashSet();
        foreach (var mail in outcome.Receipts.SelectMany(receipt => receipt.Recipients.Select(recipient => (receipt.MessageId, receipt.Subject, Recipient: recipient, receipt.At, receipt.Client))).GroupBy(copy => (copy.MessageId, copy.Recipient)))
        {
            var copies = mail.ToList();
            if (!ids.TryGetValue(mail.Key.MessageId, out var id))
            {
                findings.Add($"{copies[0].Subject} ({mail.Key.MessageId}): arrived, and is not stored");
                continue;
            }

            var reasons = explained.GetValueOrDefault(id);
            if (copies.Count - 1 <= reasons && (copies.Count == 1 || !held.Contains(copies[0].Subject))) continue;
            findings.Add($"{copies[0].Subject} ({id}){(held.Contains(copies[0].Subject) ? ", to be held" : "")}: {copies.Count} copies, {reasons} recorded reasons: {string.Join(", ", copies.Select(copy => $"{copy.At:HH:mm:ss.fff} {copy.Client}"))}");
        }
    }
}
