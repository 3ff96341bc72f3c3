namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>How many dead letters were put back.</summary>
internal sealed record RequeuedAnswer(int Requeued);
