namespace Leadmetrics.Notifications.Tenancy;

/// <summary>How far a rotation has come.</summary>
/// <param name="Pass">Which time over the rows, from 1: a pass that found something to do is followed by another one.</param>
/// <param name="Rows">Rows that this pass has seen.</param>
/// <param name="Total">Rows that there were at the beginning.</param>
/// <param name="Rewrapped">Rows whose data keys were wrapped anew, in all passes.</param>
/// <param name="Reencrypted">Rows that were sealed anew with a fresh data key, in all passes.</param>
/// <param name="Failed">Rows of this pass that cannot be opened.</param>
public sealed record RotationProgress(int Pass, long Rows, long Total, long Rewrapped, long Reencrypted, long Failed);
