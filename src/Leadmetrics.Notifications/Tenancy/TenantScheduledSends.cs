using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Finds the scheduled sends of the provider that a tenant's mail goes through first.</summary>
internal sealed class TenantScheduledSends(IEmailProviderResolver resolver) : ITenantScheduledSends
{
    public async Task<string> CreateBatchIdAsync(TenantId tenant, CancellationToken cancellationToken = default) =>
        await (await OfAsync(tenant, cancellationToken).ConfigureAwait(false)).CreateBatchIdAsync(cancellationToken).ConfigureAwait(false);

    public async Task CancelAsync(TenantId tenant, string batchId, CancellationToken cancellationToken = default) =>
        await (await OfAsync(tenant, cancellationToken).ConfigureAwait(false)).CancelAsync(batchId, cancellationToken).ConfigureAwait(false);

    public async Task PauseAsync(TenantId tenant, string batchId, CancellationToken cancellationToken = default) =>
        await (await OfAsync(tenant, cancellationToken).ConfigureAwait(false)).PauseAsync(batchId, cancellationToken).ConfigureAwait(false);

    public async Task ResumeAsync(TenantId tenant, string batchId, CancellationToken cancellationToken = default) =>
        await (await OfAsync(tenant, cancellationToken).ConfigureAwait(false)).ResumeAsync(batchId, cancellationToken).ConfigureAwait(false);

    private async ValueTask<IScheduledSends> OfAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        var provider = (await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false)).Primary.Provider;
        if (provider.Feature<IScheduledSends>() is { } sends) return sends;

        // A row that has left the cache since it was resolved has nothing to ask: resolved again it has.
        provider = (await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false)).Primary.Provider;
        return provider.Feature<IScheduledSends>() ?? throw new EmailDeliveryException(new EmailFailure
        {
            Kind = FailureKind.Configuration,
            Phase = SendPhase.Resolve,
            Outcome = SendOutcome.Rejected,
            Message = $"The tenant's first provider ({provider.Name}) keeps no mail for later: queue it instead.",
            Provider = provider.Name,
        });
    }
}
