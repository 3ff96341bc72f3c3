using System.Globalization;
using Leadmetrics.Notifications;

namespace Leadmetrics.Chaos.Producing;

/// <summary>Queue mails for tenants by chance: singly, by a key from several sides at once, within transactions, and in bulk.</summary>
internal sealed class Producers(Enqueuer enqueuer, IReadOnlyList<TenantId> tenants, TenantId limited, int perMinute, int rate, int seed)
{
    /// <summary>How the subject of a mail begins over which every worker dies.</summary>
    public const string Deadly = "deadly";

    private const int Count = 3;
    private const int MostDeadly = 2;
    private const int LargeAttachment = 700_000;
    private const int SmallAttachment = 3_000;

    private int _number;
    private int _deadly;
    private int _together;

    /// <summary>Queues until it is cancelled.</summary>
    public Task RunAsync(CancellationToken ending) => Task.WhenAll([.. Enumerable.Range(0, Count).Select(i => Task.Run(() => QueueAsync(new Random(seed + i), ending), CancellationToken.None)), Task.Run(() => QueueLimitedAsync(ending), CancellationToken.None)]);

    private async Task QueueAsync(Random random, CancellationToken ending)
    {
        try
        {
            while (!ending.IsCancellationRequested)
            {
                var queued = await StepAsync(random);
                await Task.Delay(TimeSpan.FromSeconds((double)Count * queued / rate * 2 * random.NextDouble()), TimeProvider.System, ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    // No more than it may send, so that all of it can be sent by the end; in bursts that reach the limit.
    private async Task QueueLimitedAsync(CancellationToken ending)
    {
        var burst = perMinute * 3 / 2;
        try
        {
            while (true)
            {
                for (var i = 0; i < burst; i++) await enqueuer.QueueAsync(Next(limited, new Random(seed), plain: true), CancellationToken.None);
                await Task.Delay(TimeSpan.FromMinutes(1.8), TimeProvider.System, ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private async Task<int> StepAsync(Random random)
    {
        var tenant = tenants[random.Next(tenants.Count)];
        switch (random.Next(10))
        {
            case < 5:
                await enqueuer.QueueAsync(Next(tenant, random));
                return 1;
            case 5:
                var keyed = Next(tenant, random) with { Key = $"key-{_number}-{random.Next()}" };
                await Task.WhenAll(
                    enqueuer.QueueAsync(keyed), enqueuer.QueueAsync([keyed], commits: random.Next(2) == 0), enqueuer.QueueAsync(keyed), enqueuer.QueueAsync([keyed], commits: false));
                await enqueuer.QueueAsync(keyed);
                return 1;
            case < 9:
                var transaction = Interlocked.Increment(ref _together);
                Wanted[] together = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Next(tenants[random.Next(tenants.Count)], random) with { Together = transaction })];
                await enqueuer.QueueAsync(together, commits: random.Next(2) == 0);
                return together.Length;
            default:
                var bulk = Interlocked.Increment(ref _together);
                var alike = Next(tenant, random, plain: true);
                Wanted[] many = [.. Enumerable.Range(0, random.Next(5, 40)).Select(_ => Next(tenant, random, plain: true) with { Together = bulk, Lane = QueueLane.Bulk, SendAt = alike.SendAt })];
                await enqueuer.QueueManyAsync(many);
                return many.Length;
        }
    }

    private Wanted Next(TenantId tenant, Random random, bool plain = false)
    {
        var isDeadly = !plain && random.Next(400) == 0 && Interlocked.Increment(ref _deadly) <= MostDeadly;
        return new Wanted
        {
            Subject = string.Create(CultureInfo.InvariantCulture, $"{(isDeadly ? Deadly : "mail")}-{Interlocked.Increment(ref _number):D6}"),
            Tenant = tenant,
            SendAt = !plain && random.Next(8) == 0 ? TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1 + (15 * random.NextDouble())) : null,

            // Held, a deadly mail would wait for somebody each time, and kill again when it is told to go.
            OnUncertain = !plain && random.Next(6) == 0 && !isDeadly ? OnUncertain.Hold : OnUncertain.Resend,
            Attached = plain ? 0 : random.Next(40) switch { 0 => LargeAttachment, < 5 => SmallAttachment, _ => 0 },
        };
    }
}
