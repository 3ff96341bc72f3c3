using System.Collections.Concurrent;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Looks at the clock when a mail is handed out, and hands it on.</summary>
internal sealed class WatchedCourier(IMailCourier inner) : IMailCourier
{
    private readonly TaskCompletionSource<RoundClock> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _seen;
    private int _sent;

    /// <summary>The clock, started when the first mail was handed out.</summary>
    public Task<RoundClock> First => _first.Task;

    /// <summary>Mails that were sent.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>When mails were handed out, by id; <see langword="null"/>: nobody wants to know.</summary>
    public ConcurrentDictionary<Guid, long>? HandedOut { get; init; }

    public void Learn(ClaimedMails claim) => inner.Learn(claim);

    public ValueTask<string?> FindDestinationAsync(TenantId tenant, CancellationToken cancellationToken) => inner.FindDestinationAsync(tenant, cancellationToken);

    public async Task<CourierReport> DeliverAsync(ClaimedMail mail, Func<CancellationToken, ValueTask> gate, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _seen) == 0 && Interlocked.Exchange(ref _seen, 1) == 0) _first.SetResult(RoundClock.Start());
        HandedOut?.TryAdd(mail.Lease.Id, TimeProvider.System.GetTimestamp());
        var report = await inner.DeliverAsync(mail, gate, cancellationToken);
        if (report.Settlement.Kind == SettlementKind.Done) Interlocked.Increment(ref _sent);
        return report;
    }
}
