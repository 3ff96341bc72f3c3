using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Tells the log, the metrics and the host that a message, or what is left of a batch, goes on to the next candidate of its route.</summary>
internal sealed class CandidateChange(ProviderEvents events, NotificationsTelemetry telemetry, TimeProvider timeProvider, ILogger<TenantMailer> logger)
{
    public void Tell(TenantId tenant, EmailRoute route, int failedAt, EmailFailure failure, string messageId, int messages = 1) =>
        Tell(tenant, route.Candidates[failedAt], route.Candidates[failedAt + 1], failure, messageId, messages);

    public void Tell(TenantId tenant, RouteCandidate candidate, RouteCandidate next, EmailFailure failure, string messageId, int messages = 1)
    {
        Log.CandidateFailed(logger, candidate.Provider.Name, failure.Kind, failure.Phase);
        telemetry.FellBack(candidate.Provider.Name, failure.Kind, WordOf(next.Reason), messages);
        events.Raise(new ProviderFellBack(tenant, candidate.RowId, candidate.Provider.Name, timeProvider.GetUtcNow(), failure, messageId, next.Reason, next.RowId) { Messages = messages });
    }

    private static string WordOf(RouteReason reason) => reason switch
    {
        RouteReason.TenantRow => TelemetryWords.Tenant,
        RouteReason.Configured => TelemetryWords.Configured,
        _ => TelemetryWords.Platform,
    };
}
