namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>What came of putting a mail into the queue.</summary>
/// <param name="Outcome">What.</param>
/// <param name="Id">The id of the mail that is queued, or was under the same key; of no meaning where it was refused.</param>
public readonly record struct Enqueued(EnqueueOutcome Outcome, Guid Id);
