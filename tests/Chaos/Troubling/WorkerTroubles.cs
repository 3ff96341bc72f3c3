using Leadmetrics.Chaos.Working;

namespace Leadmetrics.Chaos.Troubling;

/// <summary>What happens to workers.</summary>
internal sealed class WorkerTroubles(Fleet fleet, TimeSpan lease)
{
    public IEnumerable<Trouble> All =>
    [
        new("kill -9 of a worker", 30, KillAsync),
        new("kill -9 of all workers", 3, KillAllAsync),
        new("a worker that stands still for more than two leases", 10, FreezeAsync),
        new("a worker that stands still for a moment", 5, StumbleAsync),
        new("SIGTERM to a worker", 8, EndAsync),
    ];

    private Task KillAsync(Random random, CancellationToken cancellationToken)
    {
        fleet.Choose(random)?.KillNow();
        return Task.CompletedTask;
    }

    private Task KillAllAsync(Random random, CancellationToken cancellationToken)
    {
        fleet.KillAll();
        return Task.CompletedTask;
    }

    private async Task FreezeAsync(Random random, CancellationToken cancellationToken)
    {
        if (fleet.Choose(random) is { } worker) await fleet.FreezeAsync(worker, lease * (2 + random.NextDouble()), cancellationToken);
    }

    private async Task StumbleAsync(Random random, CancellationToken cancellationToken)
    {
        if (fleet.Choose(random) is { } worker) await fleet.FreezeAsync(worker, lease * random.NextDouble(), cancellationToken);
    }

    private async Task EndAsync(Random random, CancellationToken cancellationToken)
    {
        if (fleet.Choose(random) is { } worker) await worker.EndAsync();
    }
}
