using System.Collections.Concurrent;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>Adds mails at an even rate and looks at how long each took from the call to its courier. The first ones are left out.</summary>
internal static class OursLatency
{
    private const int LeftOut = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<QueueReport> RunAsync(QueueOrder order, IOursIntake intake, ConcurrentDictionary<Guid, long> handedOut, Func<Task> stop, CancellationToken cancellationToken)
    {
        await Task.Delay(Quiet, TimeProvider.System, cancellationToken);
        var clock = RoundClock.Start();
        var total = (int)(order.Rate * order.Seconds);
        var adding = new List<Task<(Guid Id, long At)>>(total);
        for (var number = 0; number < total; number++)
        {
            while (clock.Seconds < (double)number / order.Rate) await Task.Delay(Tick, TimeProvider.System, cancellationToken);
            adding.Add(AddAsync(number));
        }

        var added = await Task.WhenAll(adding);
        var late = RoundClock.Start();
        while (handedOut.Count < total && late.Seconds < Patience.TotalSeconds) await Task.Delay(Tick * 10, TimeProvider.System, cancellationToken);
        var report = clock.Report(0);
        await stop();
        var waits = added.Skip(LeftOut).Where(mail => handedOut.ContainsKey(mail.Id)).Select(mail => TimeProvider.System.GetElapsedTime(mail.At, handedOut[mail.Id]).TotalMilliseconds).Order().ToArray();
        return report with { Count = waits.Length, Asked = total - LeftOut, P50 = At(waits, 0.5), P99 = At(waits, 0.99) };

        async Task<(Guid Id, long At)> AddAsync(int number)
        {
            var at = TimeProvider.System.GetTimestamp();
            return (await intake.AddAsync(number, null, cancellationToken), at);
        }
    }

    private static double? At(double[] sorted, double share) => sorted.Length == 0 ? null : sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
