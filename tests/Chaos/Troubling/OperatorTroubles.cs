using System.Collections.Concurrent;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Storing;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Chaos.Troubling;

/// <summary>What operators do: they pause tenants, edit rows, and time passes for them.</summary>
internal sealed class OperatorTroubles(IMailQueue queue, ITenantProviders providers, IReadOnlyDictionary<TenantId, Guid> accounts, IQueueRows rows, Findings findings)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(6);
    private readonly TenantId[] _tenants = [.. accounts.Keys];
    private readonly ConcurrentDictionary<TenantId, bool> _pausing = new();
    private int _paused;

    /// <summary>How often a tenant was paused, and what happened meanwhile was looked at.</summary>
    public int Paused => _paused;

    public IEnumerable<Trouble> All =>
    [
        new("a tenant paused and resumed", 6, PauseAsync),
        new("a row edited", 6, EditAsync),
        new("time passes", 12, PassAsync),
    ];

    private async Task PauseAsync(Random random, CancellationToken cancellationToken)
    {
        var tenant = _tenants[random.Next(_tenants.Length)];

        // One at a time: whoever resumes it first makes its mail claimed under the eyes of the second.
        if (!_pausing.TryAdd(tenant, true)) return;
        try
        {
            await queue.PauseAsync(tenant, CancellationToken.None);
            var where = $"WHERE tenant_id = '{tenant}' AND state = {JobRow.Leased}";
            var held = await rows.JobsAsync(where);
            var from = await rows.NowAsync();
            var check = new PauseCheck(tenant, from, held);
            await Task.Delay(Longest * random.NextDouble(), TimeProvider.System, cancellationToken);
            check.Run(await rows.JobsAsync(where), await rows.AttemptsSinceAsync(tenant, from), findings);
            Interlocked.Increment(ref _paused);
        }
        catch (Exception down) when (Outage.Is(down))
        {
            // Whether it is paused is not known; it is resumed all the same.
        }
        finally
        {
            await Outage.OutlastAsync(() => queue.ResumeAsync(tenant));
            _pausing.TryRemove(tenant, out _);
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
        catch (Exception down) when (Outage.Is(down))
        {
            // Another time.
        }
    }
}
