namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>A worker does not surely hold a mail any more, and found out before the point of no return.</summary>
internal sealed class LeaseLostException() : Exception("The lease on the mail was lost before it was sent: another worker sends it.");
