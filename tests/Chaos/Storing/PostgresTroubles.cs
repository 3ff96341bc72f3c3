using Leadmetrics.Chaos.Troubling;
using Leadmetrics.Peers;

namespace Leadmetrics.Chaos.Storing;

/// <summary>What happens to a PostgreSQL.</summary>
internal sealed class PostgresTroubles(PostgresPeer postgres, PostgresRows rows) : IDisposable
{
    // As long as workers' calls wait at most before they try again.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(6);
    private readonly SemaphoreSlim _one = new(1, 1);
    private long _since = TimeProvider.System.GetTimestamp();

    /// <summary>For how long it has been there, and workers know it.</summary>
    public TimeSpan UpFor => _one.CurrentCount == 0 ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(Volatile.Read(ref _since)) - Recovery;

    public IEnumerable<Trouble> All =>
    [
        new("immediate stop of PostgreSQL", 4, CrashAsync),
        new("some backends terminated", 15, (random, _) => CutAsync(random.Next(1, 8))),
        new("all backends terminated", 3, (_, _) => CutAsync(1000)),
    ];

    public void Dispose() => _one.Dispose();

    // Ends the database as a crash would, and starts it again.
    private async Task CrashAsync(Random random, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await postgres.StopImmediateAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(4 * random.NextDouble()), TimeProvider.System, CancellationToken.None);
            await postgres.RestartAsync(CancellationToken.None);
            Volatile.Write(ref _since, TimeProvider.System.GetTimestamp());
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task CutAsync(int most)
    {
        try
        {
            await rows.CutAsync(most);
        }
        catch (Exception down) when (Outage.Is(down))
        {
            // It is down anyway.
        }
    }
}
