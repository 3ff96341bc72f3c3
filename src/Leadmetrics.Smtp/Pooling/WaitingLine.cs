using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Pooling;

/// <summary>Messages that wait for a place, first come first served. Linked through the operations themselves: standing in line costs no memory. Guarded by the pool's lock.</summary>
internal sealed class WaitingLine
{
    private SendOperation? _last;

    public SendOperation? First { get; private set; }

    public int Count { get; private set; }

    public void AddLast(SendOperation operation)
    {
        operation.InLine = (_last, null, true);
        if (_last is null) First = operation;
        else _last.InLine.Behind = operation;
        _last = operation;
        Count++;
    }

    public void AddFirst(SendOperation operation)
    {
        operation.InLine = (null, First, true);
        if (First is null) _last = operation;
        else First.InLine.Before = operation;
        First = operation;
        Count++;
    }

    /// <summary>Takes one out, wherever it stands; nothing where it does not.</summary>
    /// <param name="operation">The operation.</param>
    public void Remove(SendOperation operation)
    {
        if (!operation.InLine.Stands) return;
        var (before, behind, _) = operation.InLine;
        if (before is null) First = behind;
        else before.InLine.Behind = behind;
        if (behind is null) _last = before;
        else behind.InLine.Before = before;
        operation.InLine = default;
        Count--;
    }
}
