namespace Leadmetrics.Notifications.Tenancy;

/// <summary>One migration and whether it is applied.</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="Name">For example <c>notification_providers</c>.</param>
/// <param name="AppliedAt">When; <see langword="null"/> where it is not.</param>
public sealed record MigrationState(int Version, string Name, DateTimeOffset? AppliedAt);
