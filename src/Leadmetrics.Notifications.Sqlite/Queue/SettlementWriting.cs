using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Writes down what became of mails, within one transaction; where a hold was lost it writes nothing.</summary>
internal sealed class SettlementWriting(PreparedStatements statements, string worker, DateTimeOffset now)
{
    private readonly Dictionary<TenantId, QueueCount> _counts = [];

    /// <exception cref="ArgumentException">A settlement lacks what its kind needs.</exception>
    public static void Check(Settlement settlement)
    {
        ArgumentNullException.ThrowIfNull(settlement);
        if (settlement.Kind == SettlementKind.Bury && settlement.Reason is null) throw new ArgumentException("A dead letter has a reason.", nameof(settlement));
    }

    /// <summary>Whether the mail was still held.</summary>
    public async Task<bool> WriteAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        if (await IsErasedAsync(settlement, cancellationToken).ConfigureAwait(false)) settlement = settlement with { Kind = SettlementKind.Done };
        else if (!await MoveAsync(settlement, cancellationToken).ConfigureAwait(false)) return false;
        if (settlement.Kind == SettlementKind.Release) return true;
        if (settlement.Attempt is { } attempt) await statements.AddAttemptAsync(settlement.Lease, worker, attempt, now, cancellationToken).ConfigureAwait(false);
        var count = settlement.Kind switch
        {
            SettlementKind.Done => new QueueCount(1, 0, 0),
            SettlementKind.Bury => new QueueCount(0, 1, 0),
            SettlementKind.Retry => new QueueCount(0, 0, 1),
            _ => default,
        };
        if (count != default) _counts[settlement.Lease.Tenant] = _counts.GetValueOrDefault(settlement.Lease.Tenant) + count;
        return true;
    }

    /// <summary>Counts what was written.</summary>
    public async Task CountAsync(CancellationToken cancellationToken)
    {
        foreach (var (tenant, count) in _counts) await statements.AddTallyAsync(tenant, count, now, cancellationToken).ConfigureAwait(false);
    }

    // Whether those whom the worker says to be open were erased while it held the mail: it is out of the queue then.
    private async Task<bool> IsErasedAsync(Settlement settlement, CancellationToken cancellationToken) =>
        settlement is { Kind: SettlementKind.Retry or SettlementKind.Hold, Open: { } open }
        && await statements.ExecuteAsync("FinishErased", QueueWriting.Key(settlement.Lease).Texts("open", open), cancellationToken).ConfigureAwait(false) == 1;

    private async Task<bool> MoveAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        var key = QueueWriting.Key(settlement.Lease);
        switch (settlement.Kind)
        {
            case SettlementKind.Done:
                break;
            case SettlementKind.Retry:
                key.Instant("run_at", now + settlement.DueIn).TextsOrNull("open", settlement.Open).Text("pinned", settlement.Pinned);
                return await statements.ExecuteAsync("RetryJob", key, cancellationToken).ConfigureAwait(false) == 1;
            case SettlementKind.Release:
                return await statements.ExecuteAsync("ReleaseJob", key.Instant("run_at", settlement.DueIn > TimeSpan.Zero ? now + settlement.DueIn : null), cancellationToken).ConfigureAwait(false) == 1;
            case SettlementKind.Hold:
                return await statements.ExecuteAsync("HoldJob", key.TextsOrNull("open", settlement.Open), cancellationToken).ConfigureAwait(false) == 1;
            case SettlementKind.Bury:
                if (await BuryAsync(settlement, cancellationToken).ConfigureAwait(false) == 0) return false;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(settlement));
        }

        return await statements.ExecuteAsync("FinishJob", key, cancellationToken).ConfigureAwait(false) == 1;
    }

    private Task<int> BuryAsync(Settlement settlement, CancellationToken cancellationToken) => statements.ExecuteAsync(
        "BuryJob",
        QueueWriting.Key(settlement.Lease)
            .Instant("now", now)
            .Integer("reason", (int)settlement.Reason!.Value)
            .Boolean("counted", settlement.Attempt?.Outcome <= MailAttempt.LastCounted)
            .Integer("kind", (int?)settlement.Attempt?.Kind)
            .Integer("code", settlement.Attempt?.Code)
            .Text("detail", StorableText.Fit(settlement.Attempt?.Text)),
        cancellationToken);
}
