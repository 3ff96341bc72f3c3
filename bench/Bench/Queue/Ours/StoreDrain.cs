using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Claims and settles in large pieces, two loops at once: what the store itself can do.</summary>
internal static class StoreDrain
{
    private const int Loops = 2;
    private const int Most = 500;
    private static readonly MailAttempt Sent = new() { Outcome = AttemptOutcome.Sent };

    public static async Task<QueueReport> RunAsync(OursQueue queue, QueueOrder order, CancellationToken cancellationToken)
    {
        var store = queue.Services.GetRequiredService<IQueueWorkStore>();
        var clock = RoundClock.Start();
        var count = 0;
        await Task.WhenAll(Enumerable.Range(0, Loops).Select(loop => Task.Run(() => DrainAsync($"bench-{loop}"), cancellationToken)));
        return clock.Report(count);

        async Task DrainAsync(string worker)
        {
            string? after = null;
            while (clock.Seconds < order.Seconds)
            {
                var claim = await store.ClaimAsync(new ClaimRequest { Worker = worker, Most = Most, Quantum = Most, After = after }, cancellationToken);
                after = claim.Cursor;

                // The other loop may hold what is left.
                if (claim.Mails.Count == 0 && await queue.IsEmptyAsync(cancellationToken)) return;
                if (claim.Mails.Count == 0) continue;
                var written = await store.SettleAsync(worker, [.. claim.Mails.Select(mail => new Settlement { Lease = mail.Lease, Kind = SettlementKind.Done, Attempt = Sent })], cancellationToken);
                Interlocked.Add(ref count, written.Count(held => held));
            }
        }
    }
}
