using System.Diagnostics.CodeAnalysis;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>What came of taking: all charges were taken, or none.</summary>
public sealed record BudgetTake
{
    private BudgetTake(BudgetReceipt? receipt, BudgetRefusal? refusal)
    {
        Receipt = receipt;
        Refusal = refusal;
    }

    /// <summary>What was taken; <see langword="null"/> where it was refused.</summary>
    public BudgetReceipt? Receipt { get; }

    /// <summary>Why it was refused; <see langword="null"/> where it was taken.</summary>
    public BudgetRefusal? Refusal { get; }

    /// <summary>Whether all charges were taken.</summary>
    [MemberNotNullWhen(true, nameof(Receipt))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsTaken => Receipt is not null;

    /// <summary>Everything was taken.</summary>
    /// <param name="receipt">What.</param>
    /// <returns>The answer.</returns>
    public static BudgetTake Of(BudgetReceipt receipt) => new(receipt ?? throw new ArgumentNullException(nameof(receipt)), null);

    /// <summary>Nothing was taken.</summary>
    /// <param name="refusal">Why.</param>
    /// <returns>The answer.</returns>
    public static BudgetTake Of(BudgetRefusal refusal) => new(null, refusal ?? throw new ArgumentNullException(nameof(refusal)));
}
