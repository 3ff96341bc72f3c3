namespace Leadmetrics.Notifications.Providers;

/// <summary>Starts work that is nobody's own: it serves all who wait, so it must not run in the first one's context.</summary>
/// <remarks>Without this a load or a reader would see for its whole life the ambient tenant, user, activity or transaction of the request that happened to start it.</remarks>
internal static class Detached
{
    public static Task<T> Run<T>(Func<Task<T>> work)
    {
        if (ExecutionContext.IsFlowSuppressed()) return Task.Run(work);
        using (ExecutionContext.SuppressFlow()) return Task.Run(work);
    }

    public static Task Run(Func<Task> work)
    {
        if (ExecutionContext.IsFlowSuppressed()) return Task.Run(work);
        using (ExecutionContext.SuppressFlow()) return Task.Run(work);
    }
}
