namespace Leadmetrics.Chaos.Producing;

/// <summary>One call that queued a mail, and what was said to it.</summary>
/// <param name="Wanted">The mail.</param>
/// <param name="Fate">What came of the call.</param>
/// <param name="Id">The id that it gave.</param>
internal sealed record LedgerEntry(Wanted Wanted, Fate Fate, Guid? Id);
