using Leadmetrics.Notifications.Diagnosis;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A tenant's row as a provider: a handle that outlives the settings and the connections behind it.</summary>
/// <remarks>
/// States: serving (what the row was when it was last loaded; a reload replaces it in place), for a route's time to live → resolving: where that is over, a change is known
/// or the row has left the cache, the next send asks what the row is now, and goes through that. So whoever holds a handle never sends through a row that was removed or
/// through settings that were replaced. Finding connections retired costs nothing and sends nothing, so it may be done a few times: a cache that is too small
/// for its tenants evicts a row between its resolve and its send.
/// </remarks>
internal sealed class RowProvider(TenantId tenant, Guid rowId, string name, IEmailProviderResolver resolver, RowHealth health, NotificationsTelemetry telemetry, TimeProvider timeProvider) : IEmailProvider
{
    private const int MaxAttempts = 5;

    private volatile Settings? _serving;

    public string Name => name;

    public int MaxBatch => _serving?.Provider.MaxBatch ?? 1;

    public T? Feature<T>()
        where T : class => _serving?.Provider.Feature<T>();

    /// <summary>What the handle's sends found out about the row.</summary>
    public RowHealth Health => health;

    /// <summary>Sends through these settings until a timestamp of the clock.</summary>
    public void Serve(IEmailProvider provider, long until) => _serving = new Settings(provider, until);

    /// <summary>Lets go of the settings: the next send asks what the row is now.</summary>
    public void Retire() => _serving = null;

    public async Task<EmailSendResult> SendAsync(EmailSubmission submission, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(submission);
        using var attempt = telemetry.BeginAttempt(tenant, name, TelemetryWords.Tenant, submission.Recipients.Count);
        EmailSendResult result;
        try
        {
            result = await ThroughCurrentAsync(provider => provider.SendAsync(submission, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            if (failed is EmailDeliveryException { Failure: var failure }) health.Failed(failure);
            attempt.Failed(failed);
            throw;
        }

        health.Worked();
        attempt.Ended(result);
        return result;
    }

    public async Task<IReadOnlyList<EmailSendResult>> SendBatchAsync(EmailBatchSubmission batch, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var attempt = telemetry.BeginAttempt(tenant, name, TelemetryWords.Tenant, batch.Items.Count);
        IReadOnlyList<EmailSendResult> results;
        try
        {
            results = await ThroughCurrentAsync(provider => provider.SendBatchAsync(batch, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            attempt.Failed(failed);
            throw;
        }

        attempt.Ended(results);
        if (results.Any(result => result.Failure is null)) health.Worked();
        else health.Failed(TellingOf(results));
        return results;
    }

    public Task<VerificationReport> VerifyAsync(CancellationToken cancellationToken = default) =>
        ThroughCurrentAsync(provider => provider.VerifyAsync(cancellationToken), cancellationToken);

    public Task<VerificationReport> VerifyAsync(VerificationOptions options, CancellationToken cancellationToken = default) =>
        ThroughCurrentAsync(provider => provider.VerifyAsync(options, cancellationToken), cancellationToken);

    // Of a batch that reached nobody: what says most about the account. A mail may have failed by itself, before anything was called.
    private static EmailFailure TellingOf(IReadOnlyList<EmailSendResult> results) =>
        (results.FirstOrDefault(result => Failover.IsBreak(result.Failure!)) ?? results.FirstOrDefault(result => result.ServerResponse is not null) ?? results[0]).Failure!;

    private async Task<T> ThroughCurrentAsync<T>(Func<IEmailProvider, Task<T>> use, CancellationToken cancellationToken)
    {
        var current = _serving is { } serving && timeProvider.GetTimestamp() < serving.Until ? serving.Provider : null;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                current ??= await ResolveAsync(cancellationToken).ConfigureAwait(false);
                return await use(current).ConfigureAwait(false);
            }
            catch (StaleProviderException stale)
            {
                if (attempt == MaxAttempts) throw Changed(stale);
                current = null;
            }
        }
    }

    private async ValueTask<IEmailProvider> ResolveAsync(CancellationToken cancellationToken)
    {
        var route = await resolver.ResolveAsync(tenant, cancellationToken).ConfigureAwait(false);
        foreach (var candidate in route.Candidates)
        {
            if (candidate.RowId == rowId && candidate.Provider is RowProvider row) return row._serving?.Provider ?? throw new StaleProviderException();
        }

        throw Changed(new StaleProviderException());
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

    private sealed record Settings(IEmailProvider Provider, long Until);
}
