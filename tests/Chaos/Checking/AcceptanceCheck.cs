using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Chaos.Checking;

/// <summary>Nothing accepted is lost, nothing rolled back is sent, a key is one mail, a transaction or a bulk call is all or none, and nothing goes before its time.</summary>
internal sealed class AcceptanceCheck(Outcome outcome, Findings findings)
{
    private readonly Dictionary<Guid, string> _messageIds = outcome.Messages.ToDictionary(message => message.Id, message => message.MessageId);
    private readonly HashSet<Guid> _live = [.. outcome.Jobs.Select(job => job.Id)];
    private readonly HashSet<Guid> _dead = [.. outcome.Dead.Select(dead => dead.Id)];
    private readonly Dictionary<Guid, int> _ends = outcome.Attempts.Where(attempt => attempt.IsEnd).GroupBy(attempt => attempt.Id).ToDictionary(ends => ends.Key, ends => ends.Count());
    private readonly ILookup<string, string> _arrived = outcome.Receipts.ToLookup(receipt => receipt.Subject, receipt => receipt.MessageId);
    private readonly ILookup<string, Receipt> _copies = outcome.Receipts.ToLookup(receipt => receipt.MessageId);
    private readonly ILookup<Guid, AttemptRow> _sent = outcome.Attempts.Where(attempt => attempt.Outcome == AttemptOutcome.Sent).ToLookup(attempt => attempt.Id);
    private readonly HashSet<Guid> _accepted = [.. outcome.Ledger.Where(entry => entry.Id is not null).Select(entry => entry.Id!.Value)];
    private readonly HashSet<string> _unanswered = [.. outcome.Ledger.Where(entry => entry.Fate == Fate.Unknown).Select(entry => entry.Wanted.Subject)];

    public void Run()
    {
        foreach (var mail in outcome.Ledger.GroupBy(entry => entry.Wanted.Subject)) CheckMail(mail.Key, [.. mail]);
        foreach (var together in outcome.Ledger.Where(entry => entry.Wanted.Together != 0).GroupBy(entry => entry.Wanted.Together)) CheckTogether([.. together]);
        foreach (var message in outcome.Messages) CheckRow(message);
        CheckCounts();
        CheckTimes();
    }

    private void CheckMail(string subject, List<LedgerEntry> calls)
    {
        var ids = calls.Where(call => call.Id is not null).Select(call => call.Id!.Value).Distinct().ToList();
        if (ids.Count > 1) findings.Add($"{subject}: one key gave the ids {string.Join(", ", ids)}");
        var arrived = _arrived[subject].Distinct().ToList();
        if (arrived.Count > 1) findings.Add($"{subject}: sent under the Message-IDs {string.Join(", ", arrived)}");
        if (arrived.Count > 0 && calls.All(call => call.Fate == Fate.RolledBack)) findings.Add($"{subject}: was rolled back, and was sent");
        foreach (var id in ids) CheckAccepted(subject, id, arrived);
    }

    private void CheckAccepted(string subject, Guid id, List<string> arrived)
    {
        if (!_messageIds.TryGetValue(id, out var messageId)) findings.Add($"{subject} ({id}): was acknowledged, and is not stored");
        else if (arrived.Count > 0 && arrived[0] != messageId) findings.Add($"{subject} ({id}): was stored as {messageId} and sent as {arrived[0]}");
    }

    // What was acknowledged is looked for by its ids, what was rolled back by its subject.
    private void CheckTogether(List<LedgerEntry> together)
    {
        var arrived = together.Count(entry => _arrived.Contains(entry.Wanted.Subject));
        var missing = together.Count - arrived;
        if (together[0].Fate == Fate.Unknown && arrived > 0 && missing > outcome.Dead.Count + outcome.Jobs.Count) findings.Add($"{together[0].Wanted.Subject} and those queued with it: {arrived} of {together.Count} arrived");
    }

    // Live, sent or dead, and only one of them; sent by whoever says so, and stored for somebody.
    private void CheckRow(MessageRow message)
    {
        var copies = _copies[message.MessageId].ToList();
        foreach (var sent in _sent[message.Id])
        {
            // Some servers do not tell from whom.
            if (!copies.Any(copy => copy.Client.Length == 0 || (outcome.Workers.TryGetValue(copy.Client, out var process) && process == sent.Process))) findings.Add($"{message.Tenant}/{message.Id} ({message.MessageId}): is said to be sent by {sent.Worker}, and did not arrive from there");
        }

        if (copies.Count > 0 && !_accepted.Contains(message.Id) && !_unanswered.Contains(copies[0].Subject)) findings.Add($"{copies[0].Subject} ({message.Id}): is stored and sent, though no call that was to store it was acknowledged or lost its answer");
        var states = (_live.Contains(message.Id) ? 1 : 0) + (_dead.Contains(message.Id) ? 1 : 0) + _ends.GetValueOrDefault(message.Id);
        if (states != 1) findings.Add($"{message.Tenant}/{message.Id}: live {_live.Contains(message.Id)}, dead {_dead.Contains(message.Id)}, ended {_ends.GetValueOrDefault(message.Id)} times");
    }

    private void CheckCounts()
    {
        var accepted = _accepted.Count;
        var unknown = outcome.Ledger.GroupBy(entry => entry.Wanted.Subject).Count(mail => mail.All(call => call.Fate != Fate.Acknowledged) && mail.Any(call => call.Fate == Fate.Unknown));
        if (outcome.Messages.Count < accepted || outcome.Messages.Count > accepted + unknown)
            findings.Add($"{outcome.Messages.Count} mails are stored; {accepted} were acknowledged, and of {unknown} more the answer was lost");
    }

    private void CheckTimes()
    {
        var times = outcome.Ledger.Where(entry => entry.Wanted.SendAt is not null).GroupBy(entry => entry.Wanted.Subject).ToDictionary(mail => mail.Key, mail => mail.First().Wanted.SendAt!.Value);
        foreach (var receipt in outcome.Receipts)
        {
            if (times.TryGetValue(receipt.Subject, out var time) && receipt.At < time) findings.Add($"{receipt.Subject}: was due at {time:O} and arrived at {receipt.At:O}");
        }
    }
}
