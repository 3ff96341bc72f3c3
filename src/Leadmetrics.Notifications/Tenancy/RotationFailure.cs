namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A row that a rotation left behind. Names no tenant, so that it may stand in logs.</summary>
/// <param name="RowId">The row's id.</param>
/// <param name="Reason">Which of its columns cannot be opened, and why.</param>
public sealed record RotationFailure(Guid RowId, string Reason);
