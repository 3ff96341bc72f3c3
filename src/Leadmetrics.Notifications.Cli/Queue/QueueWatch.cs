using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary>Looks at a queue once a second and draws it, until nothing is left to send or it is cancelled.</summary>
/// <remarks>What was done since the first look comes from the counts of hours, which only ever grow; what was done in the last hour would shrink meanwhile.</remarks>
internal sealed class QueueWatch(IMailQueue queue, TenantId? tenant, LiveBlock block, TimeProvider timeProvider)
{
    private const int RateSamples = 10;
    private const int MostHours = 168;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var (since, sent, failed) = await FirstAsync(cancellationToken);
        var samples = new Queue<QueueSample>();
        using var timer = new PeriodicTimer(Pause, timeProvider);
        try
        {
            do
            {
                var status = await queue.StatusAsync(tenant, cancellationToken);
                var hours = await HoursAsync(since, timeProvider.GetElapsedTime(started), cancellationToken);
                var now = new QueueSample(timeProvider.GetElapsedTime(started).TotalSeconds, status, hours.Sum(hour => hour.Sent) - sent, hours.Sum(hour => hour.Failed) - failed);
                samples.Enqueue(now);
                if (samples.Count > RateSamples) samples.Dequeue();
                block.Draw(QueueFrame.Of(now, samples.Peek()));
                if (status.Pending == 0) return;
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The last frame stays.
        }
    }

    private async Task<(DateTimeOffset Since, long Sent, long Failed)> FirstAsync(CancellationToken cancellationToken)
    {
        var now = await queue.HoursAsync(tenant, 1, cancellationToken);
        return (now[^1].Hour, now[^1].Sent, now[^1].Failed);
    }

    // By the database's clock, which says what hour it is.
    private async Task<QueueHour[]> HoursAsync(DateTimeOffset since, TimeSpan elapsed, CancellationToken cancellationToken)
    {
        var hours = await queue.HoursAsync(tenant, Math.Min(MostHours, (int)elapsed.TotalHours + 2), cancellationToken);
        return [.. hours.Where(hour => hour.Hour >= since)];
    }
}
