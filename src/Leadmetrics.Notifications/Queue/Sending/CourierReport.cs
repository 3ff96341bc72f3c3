using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>What became of a mail.</summary>
/// <param name="Settlement">What is to be stored.</param>
/// <param name="HoldTenant">How long no more of the tenant's mail is to be claimed by this worker, since its account waits or its limit is reached; <see langword="null"/>: not at all, since nothing waits, or this mail alone does.</param>
internal readonly record struct CourierReport(Settlement Settlement, TimeSpan? HoldTenant = null);
