using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Chaos.Checking;

/// <summary>A dead letter, as it is stored.</summary>
internal sealed record DeadRow(string Tenant, Guid Id, DeadReason Reason, int Attempt);
