using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Makes a tenant's route from its rows: one query, and no connection.</summary>
internal sealed class RouteLoader(
    IProviderStore? store,
    RowSealer? sealer,
    ProviderFactory factory,
    SmtpEnvironment tenantEnvironment,
    PlatformDefault platform,
    ConfiguredProviders configured,
    TimeProvider timeProvider,
    ILogger<RouteLoader> logger) : IAsyncDisposable, IDisposable
{
    /// <summary>The route that the operator wrote down for the tenant, if it did.</summary>
    public EmailRoute? Configured(TenantId tenant) => configured.Find(tenant);

    /// <exception cref="StoreException">The store cannot answer.</exception>
    /// <exception cref="EmailDeliveryException">A row cannot be opened or read, or nothing serves the tenant.</exception>
    public async Task<LoadedRoute> LoadAsync(TenantId tenant, LoadedRoute? previous, IEmailProviderResolver resolver)
    {
        var loadedAt = timeProvider.GetTimestamp();
        var all = store is null ? [] : await store.ListAsync(tenant, ProviderRow.EmailChannel).ConfigureAwait(false);
        var rows = new Dictionary<Guid, LoadedRow>();
        var candidates = new List<RouteCandidate>();
        try
        {
            foreach (var row in all.Where(row => row is { Enabled: true, VerifiedAt: not null }))
            {
                var loaded = await LoadAsync(row, previous?.Rows.GetValueOrDefault(row.Id), resolver).ConfigureAwait(false);
                rows.Add(row.Id, loaded);
                candidates.Add(new RouteCandidate(loaded.Handle, RouteReason.TenantRow, row.Id, loaded.Built.Sender));
            }

            if (candidates.Count == 0) candidates.Add(platform.For(ReasonOf(all)));
        }
        catch
        {
            _ = LoadedRoute.RetireAsync(rows.Values, previous?.Rows, logger);
            throw;
        }

        return new LoadedRoute(new EmailRoute(candidates), rows, loadedAt);
    }

    public async ValueTask DisposeAsync() => await configured.DisposeAsync().ConfigureAwait(false);

    public void Dispose() => configured.Dispose();

    private async Task<LoadedRow> LoadAsync(ProviderRow row, LoadedRow? previous, IEmailProviderResolver resolver)
    {
        if (previous?.Version == row.Version) return previous;
        BuiltProvider built;
        try
        {
            built = factory.Create(row.Provider, await sealer!.OpenAsync(row, CancellationToken.None).ConfigureAwait(false), tenantEnvironment);
        }
        catch (Exception unreadable) when (unreadable is ConfigSealException or ProviderConfigException)
        {
            throw new EmailDeliveryException(
                new EmailFailure
                {
                    Kind = FailureKind.Configuration,
                    Phase = SendPhase.Resolve,
                    Outcome = SendOutcome.Rejected,
                    Message = $"Provider row {row.Id} cannot be used: {unreadable.Message}",
                    Provider = row.Provider,
                },
                unreadable);
        }

        // Priorities, sealing keys and errors change a version too: what was not changed is where and as whom we connect.
        if (previous?.Built.Fingerprint == built.Fingerprint)
        {
            _ = built.RetireAsync();
            return previous with { Version = row.Version };
        }

        return new LoadedRow(row.Version, built, new RowProvider(row.Tenant, row.Id, built.Provider, resolver));
    }

    private static RouteReason ReasonOf(IReadOnlyList<ProviderRow> rows) =>
        rows.Count == 0 ? RouteReason.PlatformBecauseNoRow
        : rows.Any(row => row.VerifiedAt is not null) ? RouteReason.PlatformBecauseDisabled
        : RouteReason.PlatformBecauseUnverified;
}
