using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Makes a tenant's route from its rows: one query, and no connection.</summary>
internal sealed class RouteLoader(
    IProviderStore? store,
    RowSealer? sealer,
    ProviderFactory factory,
    TokenStores tokens,
    SmtpEnvironment tenantEnvironment,
    PlatformDefault platform,
    ConfiguredProviders configured,
    ProviderEvents events,
    UnusableRows unusable,
    ResolverOptions options,
    SendingBudgets budgets,
    NotificationsTelemetry telemetry,
    TimeProvider timeProvider,
    ILogger<RouteLoader> logger) : IAsyncDisposable, IDisposable
{
    /// <summary>Whether the operator wrote down any provider.</summary>
    public bool HasConfigured { get; } = configured.Any;

    /// <summary>The route that the operator wrote down for the tenant, if it did.</summary>
    public EmailRoute? Configured(TenantId tenant) => configured.Find(tenant);

    /// <exception cref="StoreException">The store cannot answer.</exception>
    /// <exception cref="EmailDeliveryException">A row cannot be opened or read, or nothing serves the tenant.</exception>
    public async Task<LoadedRoute> LoadAsync(TenantId tenant, LoadedRoute? previous, IEmailProviderResolver resolver)
    {
        var outcome = TelemetryWords.Failed;
        try
        {
            var loaded = await ReadAsync(tenant, previous, resolver).ConfigureAwait(false);
            outcome = TelemetryWords.Loaded;
            return loaded;
        }
        finally
        {
            telemetry.RouteLoaded(outcome);
        }
    }

    /// <summary>Forgets what was wrong with a tenant's rows: they are not what they were.</summary>
    public void Forget(TenantId tenant) => unusable.Remove(tenant);

    public async ValueTask DisposeAsync() => await configured.DisposeAsync().ConfigureAwait(false);

    public void Dispose() => configured.Dispose();

    private async Task<LoadedRoute> ReadAsync(TenantId tenant, LoadedRoute? previous, IEmailProviderResolver resolver)
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
                candidates.Add(new RouteCandidate(loaded.Handle, RouteReason.TenantRow, row.Id, loaded.Built.Sender)
                {
                    Account = SendingBudgets.RowScope(row.Id),
                    Version = row.Version,
                    Destination = loaded.Built.Destination,
                    Limits = loaded.Built.Limits,
                });
            }

            if (candidates.Count == 0) candidates.Add(platform.For(tenant, ReasonOf(all)));
            else if (platform.After(tenant, rows[candidates[^1].RowId!.Value].Built) is { } after) candidates.Add(after);
        }
        catch
        {
            _ = LoadedRoute.RetireAsync(rows.Values, previous?.Rows, logger);
            throw;
        }

        unusable.Remove(tenant);
        return new LoadedRoute(new EmailRoute(candidates) { LoadedAt = loadedAt }, rows, loadedAt + (long)(options.TimeToLive.TotalSeconds * timeProvider.TimestampFrequency));
    }

    private async Task<LoadedRow> LoadAsync(ProviderRow row, LoadedRow? previous, IEmailProviderResolver resolver)
    {
        if (previous?.Version == row.Version)
        {
            previous.Handle.Health.Loaded(row);
            return previous;
        }

        BuiltProvider built;
        try
        {
            built = factory.Create(row.Provider, await sealer!.OpenAsync(row, CancellationToken.None).ConfigureAwait(false), tenantEnvironment, previous?.Built, tokens.Serving(row), row.Tenant, isVerified: true);
        }
        catch (Exception unreadable) when (unreadable is ConfigSealException or ProviderConfigException)
        {
            unusable.Add(row.Tenant, row.Id);
            throw new EmailDeliveryException(
                new EmailFailure
                {
                    Kind = FailureKind.Configuration,
                    Phase = SendPhase.Resolve,
                    Outcome = SendOutcome.Rejected,
                    Message = $"Provider row {row.Id} cannot be used: {unreadable.Message}",
                    Provider = row.Provider,
                    Remedy = (unreadable as ProviderConfigException)?.Remedy,
                },
                unreadable);
        }

        var handle = previous?.Handle ?? new RowProvider(row.Tenant, row.Id, row.Provider, resolver, new RowHealth(row.Tenant, row.Id, row.Provider, store!, events, timeProvider), telemetry, timeProvider);
        handle.Health.Loaded(row);
        return new LoadedRow(row.Version, built, budgets.ForRow(row.Tenant, row.Id, built.Provider, built.Limits), handle);
    }

    private static RouteReason ReasonOf(IReadOnlyList<ProviderRow> rows) =>
        rows.Count == 0 ? RouteReason.PlatformBecauseNoRow
        : rows.Any(row => row.VerifiedAt is not null) ? RouteReason.PlatformBecauseDisabled
        : RouteReason.PlatformBecauseUnverified;
}
