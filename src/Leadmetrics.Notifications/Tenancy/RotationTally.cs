using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Counts what a rotation does. Used by one thread at a time.</summary>
/// <remarks>What was done adds up over passes; what failed is the last pass's alone, since a row may be mended while the rotation runs.</remarks>
internal sealed class RotationTally(long total, IProgress<RotationProgress>? progress)
{
    // A wrong key makes every row fail: what is kept of them has to be bounded.
    private const int MaxFailures = 1_000;

    private readonly List<RotationFailure> _failures = [];
    private long _firstRows;
    private long _rows;
    private long _rewrapped;
    private long _reencrypted;
    private long _current;
    private long _failed;

    public int Pass { get; private set; }

    /// <summary>Whether this pass found something to do.</summary>
    public bool DidWork { get; private set; }

    public void BeginPass()
    {
        Pass++;
        DidWork = false;
        _rows = 0;
        _failed = 0;
        _failures.Clear();
    }

    /// <summary>A row that was taken as far as it goes.</summary>
    public void Took(ResealedRow row, Guid rowId)
    {
        DidWork |= row.Replacement is not null;
        if (row.Failure is { } reason) Fail(rowId, reason);
        else if (row.Kind == Rewrapping.Reencrypted) _reencrypted++;
        else if (row.Kind == Rewrapping.Rewrapped) _rewrapped++;
        else if (Pass == 1) _current++;
    }

    /// <summary>A row that others kept changing; the next pass takes it up.</summary>
    public void Lost(Guid rowId)
    {
        DidWork = true;
        Fail(rowId, "Others changed the row again and again while it was rotated.");
    }

    public void EndPage(int rows)
    {
        _rows += rows;
        if (Pass == 1) _firstRows += rows;
        progress?.Report(new RotationProgress(Pass, _rows, total, _rewrapped, _reencrypted, _failed));
    }

    public RotationResult ToResult(string keyId) => new()
    {
        KeyId = keyId,
        Rows = _firstRows,
        Rewrapped = _rewrapped,
        Reencrypted = _reencrypted,
        AlreadyCurrent = _current,
        Failed = _failed,
        Failures = [.. _failures],
        Complete = _failed == 0 && !DidWork,
    };

    private void Fail(Guid rowId, string reason)
    {
        _failed++;
        if (_failures.Count < MaxFailures) _failures.Add(new RotationFailure(rowId, reason));
    }
}
