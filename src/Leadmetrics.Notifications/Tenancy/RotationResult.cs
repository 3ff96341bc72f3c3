namespace Leadmetrics.Notifications.Tenancy;

/// <summary>What came of a rotation.</summary>
public sealed record RotationResult
{
    /// <summary>The key that everything is under now, but for what failed.</summary>
    public required string KeyId { get; init; }

    /// <summary>Rows that the first pass saw.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows whose data keys were wrapped anew; their contents are the same, octet for octet.</summary>
    public required long Rewrapped { get; init; }

    /// <summary>Rows that were sealed anew with a fresh data key, because a key of theirs is compromised.</summary>
    public required long Reencrypted { get; init; }

    /// <summary>Rows that the first pass found under the active key.</summary>
    public required long AlreadyCurrent { get; init; }

    /// <summary>Rows with a column that the last pass could not bring under the active key.</summary>
    public required long Failed { get; init; }

    /// <summary>The first thousand of those.</summary>
    public required IReadOnlyList<RotationFailure> Failures { get; init; }

    /// <summary>Whether nothing was left under another key when the last pass went over the rows.</summary>
    /// <value><see langword="false"/> too where every pass found more to do: a host goes on sealing under another key.</value>
    public required bool Complete { get; init; }
}
