namespace Leadmetrics.Smtp.Wire;

/// <summary>While it lasts, what is started does not take the caller's <see cref="ExecutionContext"/> along. On one thread, without an await in between.</summary>
internal readonly ref struct NoFlow
{
    private readonly AsyncFlowControl _flow;
    private readonly bool _began;

    private NoFlow(AsyncFlowControl flow)
    {
        _flow = flow;
        _began = true;
    }

    public static NoFlow Begin() => ExecutionContext.IsFlowSuppressed() ? default : new NoFlow(ExecutionContext.SuppressFlow());

    public void Dispose()
    {
        if (_began) _flow.Undo();
    }
}
