namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>What was done in each of the last hours, the oldest first.</summary>
internal sealed record HoursAnswer(IReadOnlyList<HourAnswer> Items, int? MaxPerHour);
