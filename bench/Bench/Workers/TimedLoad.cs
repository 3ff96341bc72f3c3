namespace Leadmetrics.Bench.Workers;

/// <summary>The clock of our contestants: warm-up first, then the load between two looks at time, CPU and allocations.</summary>
internal static class TimedLoad
{
    /// <param name="order">How much.</param>
    /// <param name="senders">Tasks that send at once.</param>
    /// <param name="send">Sends one message and ends when the server took it; given the number of its task. Its task is awaited as it is, so that nothing of the bench is counted.</param>
    /// <param name="check">Sees that the message was accepted.</param>
    /// <param name="cancellationToken">Ends the load.</param>
    public static async Task<WorkReport> RunAsync<T>(WorkOrder order, int senders, Func<int, CancellationToken, Task<T>> send, Action<T> check, CancellationToken cancellationToken)
    {
        await SendAsync(order.WarmUp, senders, send, check, cancellationToken);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var cpu = Environment.CpuUsage.TotalTime;
        var started = TimeProvider.System.GetTimestamp();
        await SendAsync(order.Messages, senders, send, check, cancellationToken);
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        return new WorkReport(seconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, GC.GetTotalAllocatedBytes(precise: true) - allocated);
    }

    private static Task SendAsync<T>(int messages, int senders, Func<int, CancellationToken, Task<T>> send, Action<T> check, CancellationToken cancellationToken)
    {
        var left = messages;
        return Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() => SendAllAsync(sender), cancellationToken)));

        async Task SendAllAsync(int sender)
        {
            while (Interlocked.Decrement(ref left) >= 0) check(await send(sender, cancellationToken));
        }
    }
}
