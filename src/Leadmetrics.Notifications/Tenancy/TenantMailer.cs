using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Resolves a tenant's route, mints the message's identity once, and tries the candidates in order.</summary>
internal sealed class TenantMailer(IEmailProviderResolver resolver, TimeProvider timeProvider, ILogger<TenantMailer> logger) : ITenantMailer
{
    public async Task<EmailSendResult> SendAsync(TenantId tenant, EmailMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
        var submission = EmailSubmission.Create(message, MessageIds.Mint(route.Primary.Sender.ToMailbox("from").Domain), timeProvider.GetUtcNow());
        for (var i = 0; ; i++)
        {
            var candidate = route.Candidates[i];
            try
            {
                return await candidate.Provider.SendAsync(submission, cancellationToken).ConfigureAwait(false);
            }
            catch (EmailDeliveryException failed) when (i + 1 < route.Candidates.Count && IsTheProvidersFault(failed))
            {
                Log.CandidateFailed(logger, candidate.Provider.Name, failed.Kind, failed.Phase);
            }
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

    // Only what surely reached nobody, and what another account may do better: never a verdict on the message or its recipients.
    private static bool IsTheProvidersFault(EmailDeliveryException failed) =>
        failed.Outcome != SendOutcome.Uncertain && failed.Phase < SendPhase.DotSent && failed.Kind is not
            (FailureKind.RecipientRejected or FailureKind.SenderRejected or FailureKind.SenderNotAuthenticated or FailureKind.MessageRejected or FailureKind.TooLarge or FailureKind.LimitReached);

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
