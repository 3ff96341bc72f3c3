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

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) => inner.VerifyAsync(cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) => inner.VerifyAsync(options, cancellationToken);

    private async Task<BudgetReceipt> TakeAsync(EmailSubmission submission, CancellationToken cancellationToken)
    {
        var charges = new BudgetCharge[parts.Count];
        for (var i = 0; i < charges.Length; i++) charges[i] = parts[i].Charge(submission);
        BudgetTake take;
        try
        {
            take = await store.TakeAsync(charges, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException failed)
        {
            Log.BudgetUnavailable(logger, parts[0].Scope, failed);
            throw LimitFailures.NotAsked(failed, inner.Name, submission);
        }

        if (take.IsTaken) return take.Receipt;
        var refusal = take.Refusal;
        var part = parts.Single(part => part.Tenant == refusal.Charge.Tenant && part.Scope == refusal.Charge.Scope);
        _limits.Tell(refusal);
        Telemetry?.LimitReached(part.Kind, BudgetSpans.Word(refusal.Span));
        throw LimitFailures.Reached(refusal, part.Owner, inner.Name, submission);
    }

    // A cancellation that comes out of a provider came before the point of no return: behind it the outcome is uncertain, and is told as such.
    private static bool HadNoEffect(Exception failed) => failed switch
    {
        EmailDeliveryException delivery => delivery.Outcome != SendOutcome.Uncertain && delivery.Phase < SendPhase.Data,
        OperationCanceledException or EmailMessageException or StaleProviderException => true,
        _ => false,
    };

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
