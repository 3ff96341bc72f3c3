using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Resolves a tenant's route, mints the message's identity once, leaves out who is suppressed, and tries the candidates in order.</summary>
internal sealed class TenantMailer(IEmailProviderResolver resolver, SuppressionFilter suppressions, BatchMailer batches, CandidateChange changes, NotificationsTelemetry telemetry, TimeProvider timeProvider, IMailIntake? intake = null) : ITenantMailer
{
    private static readonly SendOptions Ordinary = new();
    private static readonly QueueOptions AtOnce = new();

    public Task<EmailSendResult> SendAsync(TenantId tenant, EmailMessage message, CancellationToken cancellationToken = default) => SendAsync(tenant, message, Ordinary, cancellationToken);

    public async Task<EmailSendResult> SendAsync(TenantId tenant, EmailMessage message, SendOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(options);
        using var measure = telemetry.BeginMessage(tenant);
        EmailRoute route;
        EmailSubmission submission;
        var suppressed = SuppressionFilter.Nobody;
        try
        {
            route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
            submission = EmailSubmission.Create(message, MessageIds.Mint(route.Primary.Sender.ToMailbox("from").Domain), timeProvider.GetUtcNow(), tenant, options);
            suppressed = await suppressions.FindAsync(submission, tenant, cancellationToken).ConfigureAwait(false);
            telemetry.Settled(TelemetryWords.None, RecipientOutcome.Suppressed, suppressed.Count);
            if (suppressed.Count == submission.Recipients.Count) throw new EmailDeliveryException(SuppressionFilter.NobodyLeft(submission.MessageId, submission.Recipients));
        }
        catch (Exception failed)
        {
            measure.FailedBefore(failed);
            throw;
        }

        var open = SuppressionFilter.Without(submission, suppressed);
        for (var i = 0; ; i++)
        {
            EmailSendResult result;
            try
            {
                result = await route.Candidates[i].Provider.SendAsync(open, cancellationToken).ConfigureAwait(false);
            }
            catch (EmailDeliveryException failed) when (i + 1 < route.Candidates.Count && Failover.IsTheProvidersFault(failed.Failure))
            {
                changes.Tell(tenant, route, i, failed.Failure, submission.MessageId);
                continue;
            }
            catch (Exception failed)
            {
                measure.Failed(failed, submission.Recipients.Count);
                if (suppressed.Count == 0 || failed is not EmailDeliveryException { Failure: { Recipients.Count: > 0 } failure }) throw;
                throw new EmailDeliveryException(failure with { Recipients = SuppressionFilter.Merge(submission.Recipients, suppressed, failure.Recipients) }, failed);
            }

            measure.Ended(result, submission.Recipients.Count);
            return suppressed.Count == 0 ? result : result with { Recipients = SuppressionFilter.Merge(submission.Recipients, suppressed, result.Recipients) };
        }
    }

    public Task<EmailSendResult> TrySendAsync(TenantId tenant, EmailMessage message, CancellationToken cancellationToken = default) => TrySendAsync(tenant, message, Ordinary, cancellationToken);

    public async Task<EmailSendResult> TrySendAsync(TenantId tenant, EmailMessage message, SendOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SendAsync(tenant, message, options, cancellationToken).ConfigureAwait(false);
        }
        catch (EmailDeliveryException failed)
        {
            return Result(failed.Failure);
        }
        catch (EmailMessageException refused)
        {
            return Result(FailureOf(refused));
        }
    }

    public Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(TenantId tenant, EmailBatch batch, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batches.SendAsync(tenant, batch, options ?? Ordinary, cancellationToken);
    }

    public Task<Guid> QueueAsync(TenantId tenant, EmailMessage message, QueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return Intake.QueueAsync(tenant, message, options ?? AtOnce, cancellationToken);
    }

    public Task<IReadOnlyList<Guid>> QueueManyAsync(TenantId tenant, IReadOnlyList<EmailMessage> messages, QueueOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return Intake.QueueManyAsync(tenant, messages, options ?? AtOnce, cancellationToken);
    }

    /// <summary>A message that is refused before anything is called, as a value.</summary>
    public static EmailFailure FailureOf(EmailMessageException refused) => new() { Kind = FailureKind.MessageRejected, Phase = SendPhase.Resolve, Outcome = SendOutcome.Rejected, Message = refused.Message };

    private IMailIntake Intake => intake ?? throw new InvalidOperationException("Leadmetrics.Notifications has no store to queue mail in: call UsePostgres or UseSqlite.");

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
