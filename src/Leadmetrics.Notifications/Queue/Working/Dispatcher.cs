using Leadmetrics.Notifications.Queue.Sending;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Claims mail as far as there is room, has it sent, and hands in what became of it.</summary>
/// <remarks>
/// One loop claims: room? → claim → learn (breakers) → where does each tenant's mail go? → take in, start what may start → on. Nothing found: the <see cref="Waker"/> says when to look again. A round gives each tenant a
/// small quantum; where a round leaves room, the next ones give as much as there is, until one is full again. A claim is never cancelled half-way: what it took would be missed for a lease.
/// Each mail runs by itself: sent → its slot is free → settled. A mail whose lease was lost is forgotten here, and nothing is written of it.
/// </remarks>
internal sealed class Dispatcher(
    IQueueWorkStore store, IMailCourier courier, string worker, WorkSlots slots, Settler settler, Waker waker, LeaseGate gate, QueueTelemetry telemetry, StoreWeather weather, TimeProvider timeProvider, ILogger<Dispatcher> logger)
{
    private const int MaxClaim = 500;
    private static readonly TimeSpan DestinationWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfterDefect = TimeSpan.FromMinutes(1);

    /// <summary>Claims until it is cancelled.</summary>
    /// <param name="stopping">Ends the claims.</param>
    /// <param name="abandoning">Ends the sends; those that are not past the point of no return go back.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken abandoning)
    {
        var trouble = new StoreTrouble("claim", weather, timeProvider, logger);
        var round = new Round();
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                try
                {
                    await StepAsync(round, stopping, abandoning).ConfigureAwait(false);
                    trouble.Over();
                }
                catch (Exception failed) when (!stopping.IsCancellationRequested)
                {
                    await trouble.WaitAsync(failed, stopping).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The worker stops; a claim that failed by then has taken nothing, or comes back when its leases end.
        }
    }

    /// <summary>Gives back a mail that was not sent.</summary>
    public void Release(HeldMail held) => settler.Add(held, new Settlement { Lease = held.Mail.Lease, Kind = SettlementKind.Release });

    private async Task StepAsync(Round round, CancellationToken stopping, CancellationToken abandoning)
    {
        if (slots.Next(worker, round.Cursor, round.Quantum, out var room) is not { } request)
        {
            await room.WaitAsync(stopping).ConfigureAwait(false);
            return;
        }

        if (request.Most > MaxClaim) request = request with { Most = MaxClaim };
        var asked = timeProvider.GetTimestamp();
        var claim = await store.ClaimAsync(request, CancellationToken.None).ConfigureAwait(false);
        round.Took(claim, request);
        courier.Learn(claim);
        if (claim.Mails.Count == 0)
        {
            await waker.WaitAsync(Nearest(claim.NextDue, slots.NextHoldEnd()), stopping).ConfigureAwait(false);
            return;
        }

        waker.Found();
        Tell(claim);
        var until = asked + (long)(request.Lease.TotalSeconds * timeProvider.TimestampFrequency);
        var destinations = await DestinationsAsync(claim, stopping).ConfigureAwait(false);
        var held = new HeldMail[claim.Mails.Count];
        for (var i = 0; i < held.Length; i++) held[i] = new HeldMail(claim.Mails[i], until) { Destination = destinations[claim.Mails[i].Lease.Tenant] };
        var (started, tooMany) = slots.Take(held);
        foreach (var back in tooMany) Release(back);
        Start(started, abandoning);
    }

    private void Tell(ClaimedMails claim)
    {
        telemetry.Claimed(claim.Mails.Count);
        if (!telemetry.ShowsWait) return;
        foreach (var mail in claim.Mails) telemetry.Waited(mail.Waited);
    }

    // What cannot be told soon is not waited for: it is only for sharing places, and all tenants' mail waits behind it.
    private async Task<Dictionary<TenantId, string?>> DestinationsAsync(ClaimedMails claim, CancellationToken stopping)
    {
        var asked = new Dictionary<TenantId, Task<string?>>();
        foreach (var mail in claim.Mails)
        {
            if (!asked.ContainsKey(mail.Lease.Tenant)) asked.Add(mail.Lease.Tenant, FindDestinationAsync(mail.Lease.Tenant, stopping));
        }

        var all = Task.WhenAll(asked.Values);
        if (!all.IsCompleted) await Task.WhenAny(all, Task.Delay(DestinationWait, timeProvider, stopping)).ConfigureAwait(false);
        return asked.ToDictionary(asking => asking.Key, asking => asking.Value.IsCompletedSuccessfully ? asking.Value.Result : null);
    }

    private async Task<string?> FindDestinationAsync(TenantId tenant, CancellationToken stopping)
    {
        try
        {
            return await courier.FindDestinationAsync(tenant, stopping).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Whatever it is, the mail's own send meets it again and tells of it.
            return null;
        }
    }

    private void Start(IReadOnlyList<HeldMail> started, CancellationToken abandoning)
    {
        foreach (var held in started) _ = Task.Run(() => SendAsync(held, abandoning), CancellationToken.None);
    }

    private async Task SendAsync(HeldMail held, CancellationToken abandoning)
    {
        Settlement? settlement = null;
        try
        {
            var report = await courier.DeliverAsync(held.Mail, cancellationToken => gate.PassAsync(held, cancellationToken), abandoning).ConfigureAwait(false);
            settlement = report.Settlement;
            if (report.HoldTenant is { } wait) slots.Hold(held.Mail.Lease.Tenant, wait);
            else if (settlement.Kind != SettlementKind.Release) slots.LetGo(held.Mail.Lease.Tenant);
        }
        catch (LeaseLostException)
        {
            // Told by the gate; whoever holds the mail now sends it.
        }
        catch (OperationCanceledException) when (abandoning.IsCancellationRequested)
        {
            settlement = new Settlement { Lease = held.Mail.Lease, Kind = SettlementKind.Release };
        }
        catch (Exception defect)
        {
            Log.MailRunBroke(logger, held.Mail.Lease.Id, defect);
            settlement = new Settlement
            {
                Lease = held.Mail.Lease,
                Kind = SettlementKind.Retry,
                DueIn = RetryAfterDefect,
                Attempt = new MailAttempt { Outcome = AttemptOutcome.Deferred, Text = $"An unexpected {defect.GetType().Name}; the operator's log has more." },
            };
        }

        var next = slots.Sent(held);
        if (settlement is null) slots.Gone(held);
        else settler.Add(held, settlement);
        Start(next, abandoning);
    }

    private static TimeSpan? Nearest(TimeSpan? one, TimeSpan? other) => one is { } first && other is { } second ? (first < second ? first : second) : one ?? other;
}
