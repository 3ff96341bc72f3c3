namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Counts what is sent, so that limits hold over any rolling window. Safe for concurrent use.</summary>
/// <remarks>
/// A store is exact over all processes that use it, and over restarts: takes of one scope come one after the other, and its own clock is the only one.
/// Every method throws <see cref="StoreException"/> where the database is not migrated or does not answer. An amount whose take is in doubt then stays counted.
/// </remarks>
public interface IBudgetStore
{
    /// <summary>Takes all charges or none.</summary>
    /// <param name="charges">The charges, each of another tenant or scope; at least one.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was taken, or why nothing was.</returns>
    /// <exception cref="ArgumentException">There is no charge, one is out of bounds, or two are on one scope.</exception>
    Task<BudgetTake> TakeAsync(IReadOnlyList<BudgetCharge> charges, CancellationToken cancellationToken = default);

    /// <summary>Gives back what was taken for something that was not sent. What has passed out of its window since is left alone.</summary>
    /// <param name="receipt">What was taken; given back once at most.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task that ends when it can be taken again.</returns>
    Task GiveBackAsync(BudgetReceipt receipt, CancellationToken cancellationToken = default);
}
