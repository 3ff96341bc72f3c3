using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A tenant's row as a provider: a handle that outlives the connections behind it.</summary>
/// <remarks>
/// Where the row was changed or evicted since, the handle resolves again and sends through what the row is now. Finding connections retired costs
/// nothing and sends nothing, so it may be done a few times: a cache that is too small for its tenants evicts a row between its resolve and its send.
/// </remarks>
internal sealed class RowProvider(TenantId tenant, Guid rowId, IEmailProvider inner, IEmailProviderResolver resolver) : IEmailProvider
{
    private const int MaxAttempts = 5;

    public string Name => inner.Name;

    public Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default) =>
        ThroughCurrentAsync(provider => provider.SendAsync(submission, cancellationToken), cancellationToken);

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) =>
        ThroughCurrentAsync(provider => provider.VerifyAsync(cancellationToken), cancellationToken);

    private async Task<T> ThroughCurrentAsync<T>(Func<IEmailProvider, Task<T>> use, CancellationToken cancellationToken)
    {
        var current = inner;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await use(current).ConfigureAwait(false);
            }
            catch (StaleProviderException stale)
            {
                if (attempt == MaxAttempts) throw Changed(stale);
                current = await CurrentAsync(stale, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<IEmailProvider> CurrentAsync(StaleProviderException stale, CancellationToken cancellationToken)
    {
        var route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
        foreach (var candidate in route.Candidates)
        {
            if (candidate.RowId == rowId && candidate.Provider is RowProvider row) return row.Inner;
        }

        throw Changed(stale);
    }

    private static EmailDeliveryException Changed(StaleProviderException stale) => new(
        new EmailFailure
        {
            Kind = FailureKind.Unavailable,
            Phase = SendPhase.Resolve,
            Outcome = SendOutcome.Deferred,
            Message = "The provider's row was changed while it was in use: resolve the tenant again.",
        },
        stale);

    private IEmailProvider Inner => inner;
}
