using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Tests.Queue.Sending;

/// <summary>Breakers as a store keeps them, for several boards at once.</summary>
internal sealed class BreakersInMemory(ManualClock clock) : IBreakerStore
{
    private readonly Dictionary<AccountKey, (Breaker Breaker, DateTimeOffset? RetryAt, DateTimeOffset ProbingUntil)> _open = [];

    public Exception? Fails { get; set; }

    public List<string> Calls { get; } = [];

    public IReadOnlyList<Breaker> Open => [.. _open.Values.Select(entry => entry.Breaker with { RetryIn = entry.RetryAt - clock.GetUtcNow() })];

    public Task<Breaker> OpenAsync(AccountKey account, long version, int step, FailureKind kind, TimeSpan? retryIn, string? text, CancellationToken cancellationToken = default)
    {
        if (Fails is { } failure) return Task.FromException<Breaker>(failure);
        Calls.Add($"open {account.Account} {step}");
        var now = clock.GetUtcNow();
        if (_open.TryGetValue(account, out var entry) && (entry.Breaker.Step != step || entry.RetryAt is not { } at || at > now)) return Task.FromResult(entry.Breaker with { RetryIn = entry.RetryAt - now });
        var opened = new Breaker { Account = account, Version = version, Kind = kind, Step = step + 1, RetryIn = retryIn, Text = text, OpenedAt = now };
        _open[account] = (opened, now + retryIn, default);
        return Task.FromResult(opened);
    }

    public Task<bool> TryProbeAsync(AccountKey account, int step, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        if (Fails is { } failure) return Task.FromException<bool>(failure);
        Calls.Add($"probe {account.Account} {step}");
        var now = clock.GetUtcNow();
        if (!_open.TryGetValue(account, out var entry) || entry.Breaker.Step != step || entry.RetryAt > now || entry.RetryAt is null || entry.ProbingUntil > now) return Task.FromResult(false);
        _open[account] = entry with { ProbingUntil = now + lease };
        return Task.FromResult(true);
    }

    public Task<bool> CloseAsync(AccountKey account, CancellationToken cancellationToken = default)
    {
        if (Fails is { } failure) return Task.FromException<bool>(failure);
        Calls.Add($"close {account.Account}");
        return Task.FromResult(_open.Remove(account));
    }

    public Task<IReadOnlyList<Breaker>> ListAsync(TenantId? tenant, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Breaker>>([.. Open.Where(breaker => breaker.Account.Tenant == (tenant?.Value ?? ""))]);
}
