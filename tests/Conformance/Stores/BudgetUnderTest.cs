using Leadmetrics.Notifications.Tenancy.Budgets;

namespace Leadmetrics.Conformance.Stores;

/// <summary>A store of sending limits of a test's own. Disposing of it removes what it left behind.</summary>
public abstract class BudgetUnderTest : IAsyncDisposable
{
    /// <summary>The store, as a host's registration gives it.</summary>
    public abstract IBudgetStore Store { get; }

    /// <summary>The same counts as another process has them; the store itself where it counts in one process alone.</summary>
    public abstract IBudgetStore Other { get; }

    /// <summary>Lets time pass for the store: its clock goes on, or all that is counted gets older.</summary>
    public abstract Task PassAsync(TimeSpan time);

    /// <summary>A receipt as it is after time has passed: another one where not the clock goes on, but what is counted gets older.</summary>
    public virtual BudgetReceipt Passed(BudgetReceipt receipt, TimeSpan time) => receipt;

    /// <summary>How many pieces of time are kept.</summary>
    public abstract Task<long> CountAsync();

    public abstract ValueTask DisposeAsync();
}
