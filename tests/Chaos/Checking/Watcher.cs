using Leadmetrics.Chaos.Storing;

namespace Leadmetrics.Chaos.Checking;

/// <summary>Looks at the live mails all the time: one worker a fence, no fence goes back, and what a worker lost is taken back within 5 seconds behind its lease while others work.</summary>
/// <param name="rows">Where it looks.</param>
/// <param name="workingSince">For how long the store has been up and somebody has been working.</param>
/// <param name="goneFor">For how long a worker's process has been gone; <see langword="null"/>: it runs.</param>
/// <param name="lease">How long a lease lasts.</param>
/// <param name="findings">What should never have been.</param>
internal sealed class Watcher(IQueueRows rows, Func<TimeSpan> workingSince, Func<int, TimeSpan?> goneFor, TimeSpan lease, Findings findings)
{
    private const double LongestLapse = 5;

    // A claim may have been under way to the store when its process was killed.
    private const double LastClaim = 2;

    // A worker looks for the first time some seconds after its start.
    private const double FirstLook = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<Guid, (long Fence, string? Worker)> _seen = [];
    private readonly HashSet<(Guid, long)> _late = [];

    /// <summary>How often it has looked.</summary>
    public int Looks { get; private set; }

    /// <summary>The longest that a lapsed lease was seen to wait for its rescue while workers worked, in seconds.</summary>
    public double LongestLapsed { get; private set; }

    /// <summary>The longest that a mail was seen to be held by a process that was gone while other workers worked, in seconds.</summary>
    public double LongestGone { get; private set; }

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
                catch (Exception down) when (Outage.Is(down))
                {
                    // The store is down, or has cut us off.
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    /// <summary>Compares live mails to what was seen of them before.</summary>
    public void Look(IEnumerable<JobRow> jobs)
    {
        Looks++;
        var working = workingSince().TotalSeconds - FirstLook;
        foreach (var job in jobs)
        {
            var (fence, worker) = _seen.GetValueOrDefault(job.Id);
            if (job.Fence < fence) findings.Add($"{job.Tenant}/{job.Id}: fence {job.Fence} behind {fence}");
            else if (job.State == JobRow.Leased && job.Fence == fence && worker is not null && worker != job.Worker) findings.Add($"{job.Tenant}/{job.Id}: fence {fence} is held by {worker} and by {job.Worker}");
            _seen[job.Id] = (job.Fence, job.State == JobRow.Leased ? job.Worker : worker is not null && job.Fence == fence ? worker : null);
            if (job.State == JobRow.Leased) LookAtLease(job, working);
        }
    }

    private void LookAtLease(JobRow job, double working)
    {
        var lapsed = Math.Min(job.LapsedSeconds ?? 0, working);
        LongestLapsed = Math.Max(LongestLapsed, lapsed);
        if (lapsed > LongestLapse && _late.Add((job.Id, job.Fence))) findings.Add($"{job.Tenant}/{job.Id}: not taken back {job.LapsedSeconds:F1} s after its lease, while workers work for {working:F1} s, at {TimeProvider.System.GetUtcNow():HH:mm:ss}");

        // Whatever its row says of the lease: a process that is gone renews none.
        if (goneFor(WorkerProcessId.Of(job.Worker!)) is not { TotalSeconds: var gone }) return;
        var waited = Math.Min(gone, working);
        LongestGone = Math.Max(LongestGone, waited);
        if (waited > lease.TotalSeconds + LongestLapse + LastClaim && _late.Add((job.Id, job.Fence))) findings.Add($"{job.Tenant}/{job.Id}: still held {gone:F1} s after the end of its worker {job.Worker}, with leases of {lease.TotalSeconds} s, while workers work for {working:F1} s, at {TimeProvider.System.GetUtcNow():HH:mm:ss}");
    }
}
