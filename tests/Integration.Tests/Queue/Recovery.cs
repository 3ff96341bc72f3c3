using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Storing;

namespace Leadmetrics.Integration.Queue;

/// <summary>How long the mails that a killed worker held take to get on: to be claimed by another one, or buried as the one that kills processes. Looks every tenth of a second, so it says as much too much.</summary>
internal sealed class Recovery(PostgresRows rows)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    // What a killed process had asked for comes to its end in the database all the same.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<(TimeSpan Wait, bool IsSuspect)> _waits = [];

    /// <summary>From the kill to the next claim, of each mail over which no process had died before; the longest one last.</summary>
    public IReadOnlyList<TimeSpan> Waits => Of(suspects: false);

    /// <summary>The same of those over which one had: they are claimed one at a time by each worker, and so wait for each other.</summary>
    public IReadOnlyList<TimeSpan> SuspectWaits => Of(suspects: true);

    /// <summary>Follows the mails of a worker that is killed now, by its process id, until none waits any more.</summary>
    public async Task FollowAsync(int process, CancellationToken cancellationToken)
    {
        var killed = TimeProvider.System.GetTimestamp();
        var held = new Dictionary<Guid, JobRow>();
        using var ticks = new PeriodicTimer(Look, TimeProvider.System);
        do
        {
            await ticks.WaitForNextTickAsync(cancellationToken);
            foreach (var job in await rows.JobsAsync($"WHERE state = {JobRow.Leased} AND worker LIKE '%/{process}/%'")) held[job.Id] = job;
            if (held.Count == 0) continue;
            var live = (await rows.JobsAsync($"WHERE id = ANY ('{{{string.Join(',', held.Keys)}}}')")).ToDictionary(job => job.Id, job => job.Fence);
            foreach (var job in held.Values.Where(job => !live.TryGetValue(job.Id, out var now) || now > job.Fence).ToArray())
            {
                held.Remove(job.Id);
                lock (_lock) _waits.Add((TimeProvider.System.GetElapsedTime(killed), job.Crashes > 0));
            }
        }
        while (held.Count > 0 || TimeProvider.System.GetElapsedTime(killed) < LastWords);
    }

    private TimeSpan[] Of(bool suspects)
    {
        lock (_lock) return [.. _waits.Where(wait => wait.IsSuspect == suspects).Select(wait => wait.Wait).Order()];
    }
}
