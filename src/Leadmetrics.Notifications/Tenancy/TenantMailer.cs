using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Resolves a tenant's route, mints the message's identity once, and tries the candidates in order.</summary>
internal sealed class TenantMailer(IEmailProviderResolver resolver, ProviderEvents events, NotificationsTelemetry telemetry, TimeProvider timeProvider, ILogger<TenantMailer> logger) : ITenantMailer
{
    public async Task<EmailSendResult> SendAsync(TenantId tenant, EmailMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var measure = telemetry.BeginMessage(tenant);
        EmailRoute route;
        EmailSubmission submission;
        try
        {
            route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
            submission = EmailSubmission.Create(message, MessageIds.Mint(route.Primary.Sender.ToMailbox("from").Domain), timeProvider.GetUtcNow());
        }
        catch (Exception failed)
        {
            measure.FailedBefore(failed);
            throw;
        }

        for (var i = 0; ; i++)
        {
            var candidate = route.Candidates[i];
            EmailSendResult result;
            try
            {
                result = await candidate.Provider.SendAsync(submission, cancellationToken).ConfigureAwait(false);
            }
            catch (EmailDeliveryException failed) when (i + 1 < route.Candidates.Count && Failover.IsTheProvidersFault(failed.Failure))
            {
                Log.CandidateFailed(logger, candidate.Provider.Name, failed.Kind, failed.Phase);
                var next = route.Candidates[i + 1];
                telemetry.FellBack(candidate.Provider.Name, failed.Kind, WordOf(next.Reason));
                events.Raise(new ProviderFellBack(tenant, candidate.RowId, candidate.Provider.Name, timeProvider.GetUtcNow(), failed.Failure, submission.MessageId, next.Reason, next.RowId));
                continue;
            }
            catch (Exception failed)
            {
                measure.Failed(failed, submission.Recipients.Count);
                throw;
            }

            measure.Ended(result, submission.Recipients.Count);
            return result;
        }
    }

    public async Task<EmailSendResult> TrySendAsync(TenantId tenant, EmailMessage message, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SendAsync(tenant, message, cancellationToken).ConfigureAwait(false);
        }
        catch (EmailDeliveryException failed)
        {
            return Result(failed.Failure);
        }
        catch (EmailMessageException refused)
        {
            return Result(new EmailFailure { Kind = FailureKind.MessageRejected, Phase = SendPhase.Resolve, Outcome = SendOutcome.Rejected, Message = refused.Message });
        }
    }

    private static string WordOf(RouteReason reason) => reason switch
    {
        RouteReason.TenantRow => TelemetryWords.Tenant,
        RouteReason.Configured => TelemetryWords.Configured,
        _ => TelemetryWords.Platform,
    };

    private static EmailSendResult Result(EmailFailure failure) => new()
    {
        Outcome = failure.Outcome,
        MessageId = failure.MessageId,
        Provider = failure.Provider,
        Recipients = failure.Recipients,
        ServerResponse = failure.Response,
        Failure = failure,
    };
}
