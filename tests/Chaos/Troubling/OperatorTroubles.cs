using Leadmetrics.Chaos.Checking;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Tenancy;
using Npgsql;

namespace Leadmetrics.Chaos.Troubling;

/// <summary>What operators do: they pause tenants, edit rows, and time passes for them.</summary>
internal sealed class OperatorTroubles(IMailQueue queue, ITenantProviders providers, IReadOnlyDictionary<TenantId, Guid> accounts, QueueRows rows, Findings findings)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private readonly TenantId[] _tenants = [.. accounts.Keys];
    private int _paused;

    /// <summary>How often a tenant was paused, and what happened meanwhile was looked at.</summary>
    public int Paused => _paused;

    public IEnumerable<Trouble> All =>
    [
        new("a tenant paused and resumed", 6, PauseAsync),
        new("a row edited", 6, EditAsync),
        new("time passes", 12, PassAsync),
    ];

    /// <summary>Does what needs the database until it is there.</summary>
    public static async Task InsistAsync(Func<Task> act)
    {
        while (true)
        {
            try
            {
                await act();
                return;
            }
            catch (Exception down) when (down is StoreException or NpgsqlException or TimeoutException or IOException)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }

    private async Task PauseAsync(Random random, CancellationToken cancellationToken)
    {
        var tenant = _tenants[random.Next(_tenants.Length)];
        try
        {
            await queue.PauseAsync(tenant, CancellationToken.None);
            var where = $"WHERE tenant_id = '{tenant}' AND state = {JobRow.Leased}";
            var held = (await rows.JobsAsync(where)).Select(job => (job.Id, job.Fence)).ToHashSet();
            var from = await rows.NowAsync();
            await Task.Delay(Longest * random.NextDouble(), TimeProvider.System, cancellationToken);
            var later = (await rows.JobsAsync(where)).Select(job => (job.Id, job.Fence));
            var done = (await rows.AttemptsAsync($"WHERE tenant_id = '{tenant}' AND at > '{from:O}' AND outcome < 8")).Select(attempt => (attempt.Id, attempt.Fence));
            foreach (var (id, fence) in later.Concat(done).Except(held)) findings.Add($"{tenant}/{id}: claimed under fence {fence} while its tenant was paused since {from:HH:mm:ss.fff}");
            Interlocked.Increment(ref _paused);
        }
        catch (Exception down) when (down is StoreException or NpgsqlException or TimeoutException or IOException)
        {
            // Whether it is paused is not known; it is resumed all the same.
        }
        finally
        {
            await InsistAsync(() => queue.ResumeAsync(tenant));
        }
    }

    private async Task EditAsync(Random random, CancellationToken cancellationToken)
    {
        var (tenant, row) = accounts.ElementAt(random.Next(accounts.Count));
        try
        {
            await providers.ChangeAsync(tenant, row, new ProviderChange { Priority = random.Next(100) }, CancellationToken.None);
        }
        catch (StoreException)
        {
            // Another time.
        }
    }

    private async Task PassAsync(Random random, CancellationToken cancellationToken)
    {
        try
        {
            await rows.PassTimeAsync();
        }
        catch (Exception down) when (down is NpgsqlException or TimeoutException or IOException)
        {
            // Another time.
        }
    }
}
