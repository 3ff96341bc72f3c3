using System.Threading.Channels;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Working;

/// <summary>Stores what became of mails, as many at once as have come together while the last ones were stored.</summary>
/// <remarks>
/// A mail stays held until it is stored; as long as the store is silent it is tried again, without end: the fence tells in the end whether it still counts, and a mail that was sent is not sent
/// again for a database that restarts. What the database refuses (a defect of ours) is stored by itself, then without its history, and at last left to its lease, so that one mail never stops others.
/// Two batches are under way at once: one commits while the other comes together.
/// </remarks>
internal sealed class Settler(IQueueWorkStore store, string worker, WorkSlots slots, QueueTelemetry telemetry, StoreWeather weather, TimeProvider timeProvider, ILogger<Dispatcher> logger)
{
    private const int Lanes = 2;
    private const int MaxBatch = 500;

    private readonly Channel<Settling> _settlings = Channel.CreateUnbounded<Settling>();

    /// <summary>Hands in what became of a mail.</summary>
    public void Add(HeldMail held, Settlement settlement) => _settlings.Writer.TryWrite(new Settling(held, settlement));

    /// <summary>Stores until it is cancelled; what is not stored then comes back when its lease ends.</summary>
    public Task RunAsync(CancellationToken givingUp) => Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => Task.Run(() => StoreAllAsync(givingUp), CancellationToken.None)));

    private async Task StoreAllAsync(CancellationToken givingUp)
    {
        var batch = new List<Settling>(MaxBatch);
        var trouble = new StoreTrouble("settle", weather, timeProvider, logger);
        try
        {
            while (await _settlings.Reader.WaitToReadAsync(givingUp).ConfigureAwait(false))
            {
                while (batch.Count < MaxBatch && _settlings.Reader.TryRead(out var settling)) batch.Add(settling);
                if (batch.Count > 0) await StoreAsync(batch, trouble, givingUp).ConfigureAwait(false);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (givingUp.IsCancellationRequested)
        {
            // The host ends, and the store has been silent for the whole grace period.
        }
    }

    private async Task StoreAsync(IReadOnlyList<Settling> batch, StoreTrouble trouble, CancellationToken givingUp)
    {
        while (true)
        {
            try
            {
                Stored(batch, await store.SettleAsync(worker, [.. batch.Select(settling => settling.Settlement)], givingUp).ConfigureAwait(false));
                trouble.Over();
                return;
            }
            catch (StoreException failed) when (failed.Failure != StoreFailure.Refused)
            {
                await trouble.WaitAsync(failed, givingUp).ConfigureAwait(false);
            }
            catch (Exception defect) when (defect is not OperationCanceledException)
            {
                await StoreApartAsync(batch, defect, trouble, givingUp).ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task StoreApartAsync(IReadOnlyList<Settling> batch, Exception defect, StoreTrouble trouble, CancellationToken givingUp)
    {
        if (batch.Count > 1)
        {
            foreach (var settling in batch) await StoreAsync([settling], trouble, givingUp).ConfigureAwait(false);
            return;
        }

        var (held, settlement) = batch[0];
        Log.SettlementRefused(logger, held.Mail.Lease.Id, defect);
        if (settlement.Attempt is { } attempt && attempt != Bare(attempt)) await StoreAsync([new Settling(held, settlement with { Attempt = Bare(attempt) })], trouble, givingUp).ConfigureAwait(false);
        else slots.Gone(held);
    }

    private void Stored(IReadOnlyList<Settling> batch, IReadOnlyList<bool> kept)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var (held, settlement) = batch[i];
            slots.Gone(held);
            if (kept[i])
            {
                telemetry.Settled(QueueWords.Of(settlement));
            }
            else
            {
                telemetry.SettlementLost();
                Log.SettlementLost(logger, held.Mail.Lease.Id, QueueWords.Of(settlement));
            }
        }
    }

    // What the attempt was, and nothing that came from outside.
    private static MailAttempt Bare(MailAttempt attempt) => new() { Outcome = attempt.Outcome, Kind = attempt.Kind, Phase = attempt.Phase, Duration = attempt.Duration };
}
