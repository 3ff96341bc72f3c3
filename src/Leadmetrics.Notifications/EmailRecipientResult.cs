namespace Leadmetrics.Notifications;

/// <summary>What came of one recipient.</summary>
/// <param name="Address">The address as the envelope carried it.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Response">What the server said, where it said something.</param>
public sealed record EmailRecipientResult(string Address, RecipientOutcome Outcome, ServerResponse? Response);
