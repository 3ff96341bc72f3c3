using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Degraded while rows cannot be opened here: their tenants' mail fails, everybody else's goes on.</summary>
internal sealed class ProviderRowsHealthCheck(UnusableRows unusable) : IHealthCheck
{
    private const int MaxListed = 20;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var ids = unusable.Ids;
        if (ids.Count == 0) return Task.FromResult(HealthCheckResult.Healthy());
        var data = new Dictionary<string, object> { ["count"] = ids.Count, ["rows"] = string.Join(", ", ids.Take(MaxListed)) };
        return Task.FromResult(HealthCheckResult.Degraded(
            $"{ids.Count} tenants have a provider row that cannot be used (sealed under a key that is not configured, or changed): their sends fail.", data: data));
    }
}
