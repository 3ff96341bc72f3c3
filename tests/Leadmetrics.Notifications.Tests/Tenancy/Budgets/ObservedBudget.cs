using Leadmetrics.Conformance.Stores;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Budgets;

namespace Leadmetrics.Notifications.Tests.Tenancy.Budgets;

/// <summary>Counts in this process, tells what was asked, and can be made to fail.</summary>
internal sealed class ObservedBudget : IBudgetStore
{
    private readonly ProcessBudget _inner = new(new ManualClock());

    public List<IReadOnlyList<BudgetCharge>> Takes { get; } = [];

    public int GivenBack { get; private set; }

    public StoreFailure? FailsToTake { get; set; }

    public StoreFailure? FailsToGiveBack { get; set; }

    public Task<BudgetTake> TakeAsync(IReadOnlyList<BudgetCharge> charges, CancellationToken cancellationToken = default)
    {
        Takes.Add(charges);
        if (FailsToTake is { } failure) throw new StoreException(failure, "The database does not answer.");
        return _inner.TakeAsync(charges, cancellationToken);
    }

    public Task GiveBackAsync(BudgetReceipt receipt, CancellationToken cancellationToken = default)
    {
        if (FailsToGiveBack is { } failure) throw new StoreException(failure, "The database does not answer.");
        Assert.False(cancellationToken.CanBeCanceled);
        GivenBack++;
        return _inner.GiveBackAsync(receipt, cancellationToken);
    }
}
