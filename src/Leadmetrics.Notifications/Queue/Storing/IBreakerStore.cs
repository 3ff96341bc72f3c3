using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Which accounts are not called for the time being, for all workers. Safe for concurrent use.</summary>
/// <remarks>
/// Closed (no row) → open until an instant of the database's clock → probing (one worker was let through) → closed, or open for longer. Every method throws
/// <see cref="StoreException"/> where the database is not migrated or does not answer.
/// </remarks>
public interface IBreakerStore
{
    /// <summary>Opens an account's breaker, or leaves it as it is where somebody opened it meanwhile.</summary>
    /// <param name="account">The account.</param>
    /// <param name="version">The row's version; 0 where it is no row.</param>
    /// <param name="step">The step that the caller saw before: where the breaker is at another one by now, or still waits, nothing changes. 0: none was open.</param>
    /// <param name="kind">Why.</param>
    /// <param name="retryIn">How long it waits; <see langword="null"/>: until the row is edited.</param>
    /// <param name="text">Why in words, at most 200 characters; holds no secret.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The breaker as it is now.</returns>
    Task<Breaker> OpenAsync(AccountKey account, long version, int step, FailureKind kind, TimeSpan? retryIn, string? text, CancellationToken cancellationToken = default);

    /// <summary>Lets one caller of all through an account whose wait is over.</summary>
    /// <param name="account">The account.</param>
    /// <param name="step">The step that the caller saw.</param>
    /// <param name="lease">How long nobody else is let through.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether the caller is the one.</returns>
    Task<bool> TryProbeAsync(AccountKey account, int step, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Closes an account's breaker: a mail got through.</summary>
    /// <param name="account">The account.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was open.</returns>
    Task<bool> CloseAsync(AccountKey account, CancellationToken cancellationToken = default);

    /// <summary>All open breakers of a tenant.</summary>
    /// <param name="tenant">The tenant; <see langword="null"/>: the platform's account.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The breakers.</returns>
    Task<IReadOnlyList<Breaker>> ListAsync(TenantId? tenant, CancellationToken cancellationToken = default);
}
