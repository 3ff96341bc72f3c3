using System.Globalization;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Notifications.Hosting.Health;

/// <summary>How the tenants' providers are: rows that cannot be opened here, and what the store knows of all enabled ones.</summary>
/// <remarks>
/// Degraded: a row cannot be opened on this host (its tenant's mail fails, everybody else's goes on); or more than a share, and at least a number, of the enabled rows are
/// unverified or failing; or all that take part fail. Unhealthy: all that take part fail, and they are at least that number. Unverified rows alone are never unhealthy: they take no part.
/// </remarks>
internal sealed class ProvidersHealthCheck(UnusableRows unusable, StoreAnswers answers, HealthOptions options) : IHealthCheck
{
    private const int MaxListed = 20;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!answers.HasStore) return HealthCheckResult.Healthy(StoreAnswers.NoStore);
        if (!answers.Counts) return Known();
        IReadOnlyList<ProviderStatistics>? counts = null;
        try
        {
            counts = await answers.CountAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unknown) when (unknown is StoreException or TimeoutException)
        {
            // That the database does not answer is the other check's to say; this host's own knowledge stands.
        }

        return Judge(counts);
    }

    // Figures that nobody counted would read as if all were well.
    private HealthCheckResult Known()
    {
        var (ids, data) = Listed();
        return new HealthCheckResult(ids.Count > 0 ? HealthStatus.Degraded : HealthStatus.Healthy, $"{Unusable(ids.Count)}The store does not count its providers.", data: data);
    }

    private HealthCheckResult Judge(IReadOnlyList<ProviderStatistics>? counts)
    {
        var (ids, data) = Listed();
        if (counts is null)
        {
            return HealthCheckResult.Degraded($"{Unusable(ids.Count)}The providers cannot be counted: the database does not answer.", data: data);
        }

        var (enabled, unverified, failing) = (counts.Sum(count => count.Enabled), counts.Sum(count => count.Unverified), counts.Sum(count => count.Failing));
        (data["enabled"], data["unverified"], data["failing"]) = (enabled, unverified, failing);
        foreach (var count in counts) data[$"failing.{count.Provider}"] = count.Failing;
        var sentence = string.Create(CultureInfo.InvariantCulture, $"{Unusable(ids.Count)}Of {enabled} enabled providers {failing} fail and {unverified} are not verified.");
        return new HealthCheckResult(StatusOf(ids.Count, enabled, unverified, failing), sentence, data: data);
    }

    private HealthStatus StatusOf(int unusableRows, long enabled, long unverified, long failing)
    {
        var bad = unverified + failing;
        if (failing > 0 && bad == enabled) return failing >= options.FailingAtLeast ? HealthStatus.Unhealthy : HealthStatus.Degraded;
        if (bad >= options.FailingAtLeast && bad > enabled * options.FailingShare) return HealthStatus.Degraded;
        return unusableRows > 0 ? HealthStatus.Degraded : HealthStatus.Healthy;
    }

    private (IReadOnlyCollection<Guid> Ids, Dictionary<string, object> Data) Listed()
    {
        var ids = unusable.Ids;
        var data = new Dictionary<string, object>();
        if (ids.Count == 0) return (ids, data);
        data["count"] = ids.Count;
        data["rows"] = string.Join(", ", ids.Take(MaxListed));
        return (ids, data);
    }

    private static string Unusable(int rows) => rows == 0
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"{rows} tenants have a provider row that cannot be used (sealed under a key that is not configured, or changed): their sends fail. ");
}
