using System.Collections.Concurrent;
using BenchmarkDotNet.Attributes;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Bench.Micro;

/// <summary>A cached resolve over 10,000 tenants with a verified row each, beside what is under it: a dictionary read and a look at the clock.</summary>
[MemoryDiagnoser]
public class Resolving
{
    private const int Tenants = 10_000;
    internal const int Operations = 10_000;

    private readonly TenantId[] _order = new TenantId[Operations];
    private readonly ConcurrentDictionary<TenantId, Bare> _bare = new();
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly long _timeToLive = TimeProvider.System.TimestampFrequency * 3600;
    private ServiceProvider? _services;
    private IEmailProviderResolver? _resolver;

    // Not awaited by BenchmarkDotNet where it runs in this process.
    [GlobalSetup]
    public void ResolveAllOnce() => ResolveAllOnceAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void End() => _services!.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark(Baseline = true, OperationsPerInvoke = Operations)]
    public int DictionaryReadAndTimestamp()
    {
        var found = 0;
        foreach (var tenant in _order)
        {
            var now = _clock.GetTimestamp();
            if (_bare.TryGetValue(tenant, out var bare) && now - bare.At < _timeToLive) found += bare.Route.Candidates.Count;
        }

        return found;
    }

    [Benchmark(OperationsPerInvoke = Operations)]
    public int CachedResolve()
    {
        var found = 0;
        foreach (var tenant in _order)
        {
            var resolving = _resolver!.ResolveAsync(tenant);
            found += resolving.IsCompletedSuccessfully ? resolving.Result.Candidates.Count : throw new InvalidOperationException("The route is not cached.");
        }

        return found;
    }

    private async Task ResolveAllOnceAsync()
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new() { Key = KeyGenerator.NewKey() });
            options.Resolver.TimeToLive = options.Resolver.MaxStale = TimeSpan.FromHours(1);
        });
        services.AddSingleton<IProviderStore>(provider => new OneRowEach(provider.GetRequiredService<IConfigProtector>()));
        _services = services.BuildServiceProvider();
        _resolver = _services.GetRequiredService<IEmailProviderResolver>();
        var random = new Random(1);
        for (var i = 0; i < Tenants; i++)
        {
            var tenant = new TenantId($"tenant-{i}");
            var route = await _resolver.ResolveAsync(tenant).ConfigureAwait(false);
            _bare[tenant] = new Bare(route, _clock.GetTimestamp());
        }

        // Names of their own, as they come with requests: not the very strings that are the keys.
        for (var i = 0; i < Operations; i++) _order[i] = new TenantId($"tenant-{random.Next(Tenants)}");
    }

    private sealed record Bare(EmailRoute Route, long At);

    // One query a tenant, answered without a database: what is measured comes after it.
    private sealed class OneRowEach(IConfigProtector protector) : IProviderStore
    {
        public async Task<IReadOnlyList<ProviderRow>> ListAsync(TenantId tenant, string channel, CancellationToken cancellationToken = default)
        {
            var id = Guid.NewGuid();
            var config = new SmtpConfig { Host = "mail.bench.test", User = "user", Pass = new Secret("p4ss"), FromAddress = "hello@bench.test" }.ToJson();
            var sealedConfig = await protector.SealAsync(config, new SealContext(tenant, id, channel, "config", "smtp/1"), cancellationToken).ConfigureAwait(false);
            var now = TimeProvider.System.GetUtcNow();
            return [new ProviderRow { Tenant = tenant, Id = id, Provider = "smtp", Config = sealedConfig.Bytes, ConfigKeyId = sealedConfig.KeyId, VerifiedAt = now, CreatedAt = now, UpdatedAt = now }];
        }

        public Task<ProviderRow?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task AddAsync(ProviderRow row, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> TryUpdateAsync(ProviderRow row, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> SetLastErrorAsync(TenantId tenant, Guid id, long version, string error, DateTimeOffset at, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> ClearLastErrorAsync(TenantId tenant, Guid id, DateTimeOffset at, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<bool> RemoveAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
