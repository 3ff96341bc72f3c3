using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Wakes workers of this process. SQLite tells nobody of another process's writes: its workers find the mail when they look by themselves.</summary>
internal sealed class SqliteQueueWakeFeed(SqliteDatabase database, SqliteQueueSignal signal, TimeProvider timeProvider) : IQueueWakeFeed
{
    public async Task ListenAsync(Action listening, Action woken, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(listening);
        ArgumentNullException.ThrowIfNull(woken);
        cancellationToken.ThrowIfCancellationRequested();

        // One of this call's own, so that two that are given the same action end apart.
        void Wake() => woken();
        var listener = new Action(Wake);
        signal.Add(listener);
        try
        {
            listening();
            await Task.Delay(Timeout.InfiniteTimeSpan, timeProvider, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            signal.Remove(listener);
        }
    }

    public Task SetIdleAsync(string worker, bool idle, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        return WriteAsync("SetIdle", now => new SqliteParameters().Text("worker", worker).Boolean("idle", idle).Instant("now", now), cancellationToken);
    }

    public Task LeaveAsync(string worker, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        return WriteAsync("LeaveWorkers", _ => new SqliteParameters().Text("worker", worker), cancellationToken);
    }

    public Task<int> ForgetAsync(TimeSpan silence, CancellationToken cancellationToken = default) =>
        WriteAsync("ForgetWorkers", now => new SqliteParameters().Instant("before", now - silence), cancellationToken);

    private Task<int> WriteAsync(string statement, Func<DateTimeOffset, SqliteParameters> parameters, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var statements = new PreparedStatements(transaction);
            await using (statements.ConfigureAwait(false)) return await statements.ExecuteAsync(statement, parameters(timeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
