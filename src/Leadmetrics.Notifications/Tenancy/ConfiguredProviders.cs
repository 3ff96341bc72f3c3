using System.Collections.Frozen;
using System.Globalization;
using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>The providers that the operator wrote down for tenants in the host's configuration. Immutable.</summary>
internal sealed class ConfiguredProviders(IEnumerable<(TenantId Tenant, BuiltProvider Built)> providers, PlatformDefault platform) : IAsyncDisposable, IDisposable
{
    private readonly (TenantId Tenant, BuiltProvider Built)[] _all = [.. providers];
    private FrozenDictionary<TenantId, EmailRoute>? _routes;

    public bool Any => _all.Length > 0;

    public EmailRoute? Find(TenantId tenant) => (_routes ??= Routes()).GetValueOrDefault(tenant);

    public async ValueTask DisposeAsync() => await Task.WhenAll(_all.Select(provider => provider.Built.RetireAsync())).ConfigureAwait(false);

    // A container that is disposed synchronously has nowhere to wait: the connections are closed in the background.
    public void Dispose() => _ = DisposeAsync().AsTask();

    private FrozenDictionary<TenantId, EmailRoute> Routes() => _all
        .GroupBy(provider => provider.Tenant, provider => provider.Built)
        .ToFrozenDictionary(group => group.Key, group => Route(group.Key, [.. group]));

    private EmailRoute Route(TenantId tenant, BuiltProvider[] providers)
    {
        var candidates = providers.Select((built, i) => new RouteCandidate(built.Provider, RouteReason.Configured, null, built.Sender)
        {
            Account = built.Account ?? string.Create(CultureInfo.InvariantCulture, $"configured:{i}"),
            Destination = built.Destination,
            Limits = built.Limits,
        });
        return new EmailRoute(platform.After(tenant, providers[^1]) is { } after ? [.. candidates, after] : [.. candidates]);
    }
}
