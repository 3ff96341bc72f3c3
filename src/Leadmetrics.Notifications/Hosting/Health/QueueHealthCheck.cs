using System.Globalization;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Notifications.Hosting.Health;

/// <summary>Whether mail waits longer in the queue than the operator lets it. Never unhealthy: another process would not send it sooner.</summary>
internal sealed class QueueHealthCheck(StoreAnswers answers, HealthOptions options) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!answers.HasQueue) return HealthCheckResult.Healthy("The host has no queue.");
        try
        {
            return Judge(await answers.QueueAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception unknown) when (unknown is StoreException or TimeoutException)
        {
            return HealthCheckResult.Degraded("The queue cannot be counted: the database does not answer.");
        }
    }

    private HealthCheckResult Judge(QueueStatus status)
    {
        var oldest = status.OldestReady ?? TimeSpan.Zero;
        var data = new Dictionary<string, object> { ["ready"] = status.Ready, ["sending"] = status.Sending, ["oldestReadySeconds"] = Math.Round(oldest.TotalSeconds, 1) };
        if (oldest <= options.QueueLag) return HealthCheckResult.Healthy("Mail goes out in time.", data);
        var why = status.Sending == 0 ? "no worker sends" : "workers do not keep up";
        return HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"The oldest mail has been due for {oldest.TotalSeconds:0} seconds: {why}."), data: data);
    }
}
