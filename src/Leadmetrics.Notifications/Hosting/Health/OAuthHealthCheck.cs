using System.Globalization;
using Leadmetrics.Notifications.Providers.OAuth;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Leadmetrics.Notifications.Hosting.Health;

/// <summary>Degraded while accounts get no OAuth2 tokens, as far as this process knows: those that it sent through, or tried to, in the last hour.</summary>
internal sealed class OAuthHealthCheck(TokenSources sources) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (consent, failing) = (sources.Count(TokenCondition.NeedsReauthorization), sources.Count(TokenCondition.Failing));
        if (consent + failing == 0) return Task.FromResult(HealthCheckResult.Healthy());
        var data = new Dictionary<string, object> { ["needsReauthorization"] = consent, ["failing"] = failing };
        return Task.FromResult(new HealthCheckResult(
            context.Registration.FailureStatus,
            string.Create(CultureInfo.InvariantCulture, $"{consent} accounts need a new authorization, and {failing} cannot get a new token while theirs ends: their sends fail, or soon will."),
            data: data));
    }
}
