using Npgsql;

namespace Leadmetrics.Chaos.Checking;

/// <summary>Looks at the live mails all the time: one worker a fence, no fence goes back, and what a worker lost is taken back within 5 seconds behind its lease while others work.</summary>
internal sealed class Watcher(QueueRows rows, Func<TimeSpan> workingSince, Findings findings)
{
    private const double LongestLapse = 5;

    // A worker looks for the first time some seconds after its start.
    private const double FirstLook = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Guid, (long Fence, string? Worker)> _seen = [];
    private readonly HashSet<(Guid, long)> _late = [];

    /// <summary>The longest that a lapsed lease was seen to wait for its rescue while workers worked, in seconds.</summary>
    public double LongestSeen { get; private set; }

    public async Task RunAsync(CancellationToken ending)
    {
        using var ticks = new PeriodicTimer(Pause, TimeProvider.System);
        try
        {
            while (await ticks.WaitForNextTickAsync(ending))
            {
                try
                {
                    Look(await rows.JobsAsync("WHERE fence > 0"));
                }
                catch (Exception down) when (down is NpgsqlException or TimeoutException or IOException)
                {
                    // The database is down, or has cut us off.
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private void Look(IEnumerable<JobRow> jobs)
    {
        var working = workingSince().TotalSeconds - FirstLook;
        foreach (var job in jobs)
        {
            var (fence, worker) = _seen.GetValueOrDefault(job.Id);
            if (job.Fence < fence) findings.Add($"{job.Tenant}/{job.Id}: fence {job.Fence} behind {fence}");
            else if (job.State == JobRow.Leased && job.Fence == fence && worker is not null && worker != job.Worker) findings.Add($"{job.Tenant}/{job.Id}: fence {fence} is held by {worker} and by {job.Worker}");
            _seen[job.Id] = (job.Fence, job.State == JobRow.Leased ? job.Worker : worker is not null && job.Fence == fence ? worker : null);
            if (job is not { State: JobRow.Leased, LapsedSeconds: > 0 and var lapsed }) continue;
            LongestSeen = Math.Max(LongestSeen, Math.Min(lapsed, working));
            if (Math.Min(lapsed, working) > LongestLapse && _late.Add((job.Id, job.Fence))) findings.Add($"{job.Tenant}/{job.Id}: not taken back {lapsed:F1} s after its lease, while workers work for {working:F1} s");
        }
    }
}
