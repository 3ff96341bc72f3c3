using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Chaos.Checking;

/// <summary>A recipient gets another copy only where an uncertain try or a lost lease is recorded for it, and none at all of a mail that is rather held; each copy is one that its worker's tries tell of.</summary>
internal sealed class CopyCheck(Outcome outcome, Findings findings)
{
    // Between a worker's last look at its lease and the sink's at the dot.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(2);

    private readonly ILookup<Guid, AttemptRow> _tries = outcome.Attempts.Where(attempt => attempt.MaySend).ToLookup(attempt => attempt.Id);

    /// <summary>How many copies there were beyond the first.</summary>
    public static int Count(Outcome outcome) =>
        outcome.Receipts.SelectMany(receipt => receipt.Recipients.Select(recipient => (receipt.MessageId, recipient))).GroupBy(copy => copy).Sum(copies => copies.Count() - 1);

    public void Run()
    {
        var ids = outcome.Messages.ToDictionary(message => message.MessageId, message => message.Id);
        var held = outcome.Ledger.Where(entry => entry.Wanted.OnUncertain == OnUncertain.Hold).Select(entry => entry.Wanted.Subject).ToHashSet();
        foreach (var mail in outcome.Receipts.SelectMany(receipt => receipt.Recipients.Select(recipient => (Receipt: receipt, Recipient: recipient))).GroupBy(copy => (copy.Receipt.MessageId, copy.Recipient), copy => copy.Receipt))
        {
            var copies = mail.ToList();
            if (ids.TryGetValue(mail.Key.MessageId, out var id)) Check(id, copies, held.Contains(copies[0].Subject));
            else findings.Add($"{copies[0].Subject} ({mail.Key.MessageId}): arrived, and is not stored");
        }
    }

    private static string Tell(IEnumerable<Receipt> copies) => string.Join(", ", copies.Select(copy => $"{copy.At:HH:mm:ss.fff} {copy.Client}"));

    private void Check(Guid id, List<Receipt> copies, bool isHeld)
    {
        var reasons = _tries[id].Count(attempt => attempt.ExplainsCopy);
        if (copies.Count - 1 > reasons || (copies.Count > 1 && isHeld)) findings.Add($"{copies[0].Subject} ({id}){(isHeld ? ", to be held" : "")}: {copies.Count} copies, {reasons} recorded reasons: {Tell(copies)}");

        // A try sends one copy. What a worker sent that had lost the mail, and of which nothing is told, is not excused by what others went through with it.
        foreach (var sent in copies.Where(copy => copy.Client.Length > 0).GroupBy(copy => copy.Client))
        {
            if (outcome.Workers.TryGetValue(sent.Key, out var process)) Check(id, [.. sent], process);
            else findings.Add($"{copies[0].Subject} ({id}): arrived from {sent.Key}, which is no worker");
        }
    }

    private void Check(Guid id, List<Receipt> copies, int process)
    {
        var tries = _tries[id].Where(attempt => attempt.Process == process).ToList();
        if (tries.Count < copies.Count) findings.Add($"{copies[0].Subject} ({id}): {copies.Count} copies from {copies[0].Client} (process {process}), of which {tries.Count} tries tell: {Tell(copies)}");
        if (tries.Count == 0 || tries.Any(attempt => attempt.Outcome != AttemptOutcome.LeaseLost)) return;

        // What stood still until its mail was taken back sends nothing when it goes on.
        var lost = tries[^1];
        foreach (var copy in copies.Where(copy => copy.Came.UtcDateTime > lost.At + OnItsWay)) findings.Add($"{copy.Subject} ({id}): sent by {copy.Client} (process {process}) at {copy.Came:HH:mm:ss.fff}, though its lease was lost and the mail taken back at {lost.At:HH:mm:ss.fff}");
    }
}
