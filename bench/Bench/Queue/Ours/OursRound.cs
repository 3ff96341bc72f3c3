using System.Collections.Concurrent;
using Npgsql;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>One round of one of our contestants. The clock runs as the peers' does: from the first mail that is handed out until nothing is left, or the time is over.</summary>
internal static class OursRound
{
    private const int Piece = 1_000;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<QueueReport> RunAsync(string name, QueueOrder order, CancellationToken cancellationToken)
    {
        WatchedCourier? courier = null;
        var handedOut = order.Figure == QueueFigures.Latency ? new ConcurrentDictionary<Guid, long>() : null;
        await using var queue = await OursQueue.OpenAsync(name, order, inner => courier = new WatchedCourier(inner) { HandedOut = handedOut }, cancellationToken);
        var intake = name is QueueContestants.OursStore or QueueContestants.OursEngine ? (IOursIntake)new StoreIntake(queue, order) : new MailerIntake(queue, order);
        try
        {
            switch (order.Figure)
            {
                case QueueFigures.Enqueue:
                    return await TimedAsync(order, order.Connections, async number =>
                    {
                        await intake.AddAsync(number, null, cancellationToken);
                        return 1;
                    });
                case QueueFigures.Transaction:
                    return await TimedAsync(order, order.Connections, number => InsideAsync(queue, intake, number, cancellationToken));
                case QueueFigures.Bulk:
                    return await TimedAsync(order, 1, async number =>
                    {
                        await intake.AddManyAsync(number, order.Batch, cancellationToken);
                        return order.Batch;
                    });
                case QueueFigures.Latency:
                    await queue.StartAsync(cancellationToken);
                    return await OursLatency.RunAsync(order, intake, handedOut!, () => queue.StopAsync(cancellationToken), cancellationToken);
                default:
                    for (var number = 0; number < order.Messages; number += Piece) await intake.AddManyAsync(number / Piece, Math.Min(Piece, order.Messages - number), cancellationToken);
                    await queue.SettleAsync(cancellationToken);
                    if (name == QueueContestants.OursStore) return await StoreDrain.RunAsync(queue, order, cancellationToken);
                    await queue.StartAsync(cancellationToken);
                    return await DrainAsync(queue, order, courier!, cancellationToken);
            }
        }
        finally
        {
            await queue.ClearAsync(CancellationToken.None);
        }
    }

    private static async Task<QueueReport> DrainAsync(OursQueue queue, QueueOrder order, WatchedCourier courier, CancellationToken cancellationToken)
    {
        var clock = await courier.First.WaitAsync(Patience, TimeProvider.System, cancellationToken);
        while (clock.Seconds < order.Seconds && (courier.Sent < order.Messages || !await queue.IsEmptyAsync(cancellationToken))) await Task.Delay(Look, TimeProvider.System, cancellationToken);
        var report = clock.Report(courier.Sent);
        await queue.StopAsync(cancellationToken);
        return report;
    }

    private static async Task<int> InsideAsync(OursQueue queue, IOursIntake intake, int number, CancellationToken cancellationToken)
    {
        await using var connection = await queue.Source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var order = new NpgsqlCommand("INSERT INTO orders (note) VALUES ('an order')", connection, transaction);
        await order.ExecuteNonQueryAsync(cancellationToken);
        await intake.AddAsync(number, transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return 1;
    }

    private static async Task<QueueReport> TimedAsync(QueueOrder order, int loops, Func<int, Task<int>> work)
    {
        var clock = RoundClock.Start();
        var (number, count) = (-1, 0);
        await Task.WhenAll(Enumerable.Range(0, loops).Select(_ => Task.Run(async () =>
        {
            while (clock.Seconds < order.Seconds)
            {
                var done = await work(Interlocked.Increment(ref number));
                Interlocked.Add(ref count, done);
            }
        })));
        return clock.Report(count);
    }
}
