using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Notifications.Hosting.Health;

/// <summary>Unhealthy while the store does not answer in time, or is not migrated.</summary>
internal sealed class DatabaseHealthCheck(StoreAnswers answers) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!answers.HasStore) return HealthCheckResult.Healthy(StoreAnswers.NoStore);
        try
        {
            await answers.PingAsync(cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy("The database answers.");
        }
        catch (TimeoutException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The database does not answer in time (Health:Timeout).");
        }
        catch (StoreException failed)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, failed.IsTransient ? "The database does not answer." : "The database cannot be used: is it migrated?", failed);
        }
    }
}
