using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Takes what a send counts before it begins, from every scope that it is charged to, and refuses it where a limit is reached.</summary>
/// <remarks>
/// Invariant: what reached a server's DATA, or may have, stays counted. It is given back only where the send is known to have ended before that.
/// A store that does not answer stops the send: mail beyond a limit cannot be taken back.
/// </remarks>
internal sealed class LimitedProvider(IEmailProvider inner, IReadOnlyList<BudgetPart> parts, IBudgetStore store, ILogger logger, TimeProvider timeProvider) : IEmailProvider
{
    private readonly LimitLog _limits = new(logger, timeProvider);

    /// <summary>Counts the messages that a limit stops; <see langword="null"/>: nobody does.</summary>
    public NotificationsTelemetry? Telemetry { get; init; }

    public string Name => inner.Name;

    public int MaxBatch => inner.MaxBatch;

    public T? Feature<T>()
        where T : class => inner.Feature<T>();

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var receipt = await TakeAsync(submission, cancellationToken).ConfigureAwait(false);
        try
        {
            return await inner.SendAsync(submission, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (HadNoEffect(failed))
        {
            await GiveBackAsync(receipt).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Sends as much of a batch as the limits leave, in the batch's order, and refuses the rest.</summary>
    public async Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(EmailBatchSubmission batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var results = new List<EmailSendResult>(batch.Items.Count);
        try
        {
            await SendPiecesAsync(batch, results, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (results.Count > 0)
        {
            // What was sent before must be told: whoever sees an exception alone sends everything again.
            if (BatchResults.IsDefect(broken)) Log.BatchBroke(logger, batch.Items.Count - results.Count, batch.Items.Count, broken);
            var failure = BatchResults.FailureOf(broken);
            results.AddRange(batch.Items.Skip(results.Count).Select(item => BatchResults.Of(failure, item)));
        }

        return results;
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => inner.VerifyAsync(cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) => inner.VerifyAsync(options, cancellationToken);

    private async Task SendPiecesAsync(EmailBatchSubmission batch, List<EmailSendResult> results, CancellationToken cancellationToken)
    {
        for (var piece = batch.Items.Count; results.Count < batch.Items.Count;)
        {
            EmailBatchItem[] rest = [.. batch.Items.Skip(results.Count)];
            piece = Math.Min(piece, rest.Length);
            BudgetTake take;
            try
            {
                take = await AskAsync(piece, piece, rest[0].MessageId, cancellationToken).ConfigureAwait(false);
            }
            catch (EmailDeliveryException notAsked)
            {
                results.AddRange(rest.Select(item => BatchResults.Of(notAsked.Failure, item)));
                return;
            }

            if (take.IsTaken)
            {
                results.AddRange(await SendTakenAsync(batch.For(rest[..piece]), take.Receipt, cancellationToken).ConfigureAwait(false));
            }
            else if (piece > 1)
            {
                // Less may fit: half of it, and half of that, down to one mail.
                piece /= 2;
            }
            else
            {
                results.AddRange(rest.Select(item => BatchResults.Of(Refuse(take.Refusal, item.MessageId).Failure, item)));
            }
        }
    }

    private async Task<BudgetReceipt> TakeAsync(EmailSubmission submission, CancellationToken cancellationToken)
    {
        var take = await AskAsync(1, submission.Recipients.Count, submission.MessageId, cancellationToken).ConfigureAwait(false);
        return take.IsTaken ? take.Receipt : throw Refuse(take.Refusal, submission.MessageId);
    }

    private async Task<BudgetTake> AskAsync(int messages, int recipients, string messageId, CancellationToken cancellationToken)
    {
        var charges = new BudgetCharge[parts.Count];
        for (var i = 0; i < charges.Length; i++) charges[i] = parts[i].Charge(messages, recipients);
        try
        {
            return await store.TakeAsync(charges, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException failed)
        {
            Log.BudgetUnavailable(logger, parts[0].Scope, failed);
            throw LimitFailures.NotAsked(failed, inner.Name, messageId);
        }
    }

    private EmailDeliveryException Refuse(BudgetRefusal refusal, string messageId)
    {
        var part = parts.Single(part => part.Tenant == refusal.Charge.Tenant && part.Scope == refusal.Charge.Scope);
        _limits.Tell(refusal);
        Telemetry?.LimitReached(part.Kind, BudgetSpans.Word(refusal.Span));
        return LimitFailures.Reached(refusal, part.Owner, inner.Name, messageId);
    }

    private async Task<IReadOnlyList<EmailSendResult>> SendTakenAsync(EmailBatchSubmission batch, BudgetReceipt receipt, CancellationToken cancellationToken)
    {
        IReadOnlyList<EmailSendResult> results;
        try
        {
            results = await inner.SendBatchAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed) when (HadNoEffect(failed))
        {
            await GiveBackAsync(receipt).ConfigureAwait(false);
            throw;
        }

        // A mail of a batch counts one, whatever is counted: it has one recipient.
        var unsent = results.Count(result => result.Failure is { } failure && HadNoEffect(failure));
        if (unsent > 0) await GiveBackAsync(new BudgetReceipt([.. receipt.Buckets.Select(bucket => bucket with { Used = unsent })])).ConfigureAwait(false);
        return results;
    }

    // A cancellation that comes out of a provider came before the point of no return: behind it the outcome is uncertain, and is told as such.
    private static bool HadNoEffect(Exception failed) => failed switch
    {
        EmailDeliveryException delivery => HadNoEffect(delivery.Failure),
        OperationCanceledException or EmailMessageException or StaleProviderException => true,
        _ => false,
    };

    private static bool HadNoEffect(EmailFailure failure) => failure.Outcome != SendOutcome.Uncertain && failure.Phase < SendPhase.Data;

    // The caller's failure is the one to tell, and may be its cancellation: this neither takes its place nor ends with it.
    private async Task GiveBackAsync(BudgetReceipt receipt)
    {
        try
        {
            await store.GiveBackAsync(receipt, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException failed)
        {
            Log.GiveBackFailed(logger, parts[0].Scope, failed);
        }
    }
}
