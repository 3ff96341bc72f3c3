namespace Leadmetrics.Notifications.Queue;

/// <summary>A place among dead letters.</summary>
/// <param name="DiedAt">When the one at the place died.</param>
/// <param name="Id">Its id.</param>
public readonly record struct DeadLetterCursor(DateTimeOffset DiedAt, Guid Id);
