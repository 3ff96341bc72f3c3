using System.Collections.Concurrent;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Tells the workers of this process that mail has come into a file. Safe for concurrent use.</summary>
/// <remarks>One for each file and process, whoever opened it: SQLite itself tells nobody of a write, and other processes find the mail when they look.</remarks>
internal sealed class SqliteQueueSignal
{
    private static readonly ConcurrentDictionary<string, SqliteQueueSignal> Files = new(StringComparer.Ordinal);

    private readonly Lock _lock = new();
    private Action[] _listeners = [];

    private SqliteQueueSignal()
    {
    }

    /// <summary>The one of a file.</summary>
    public static SqliteQueueSignal Of(string file) => Files.GetOrAdd(file, static _ => new SqliteQueueSignal());

    /// <summary>Whether anybody in this process listens.</summary>
    public bool IsHeard => Volatile.Read(ref _listeners).Length > 0;

    /// <summary>Calls whoever listens.</summary>
    public void Raise()
    {
        foreach (var listener in Volatile.Read(ref _listeners)) listener();
    }

    public void Add(Action listener)
    {
        lock (_lock) _listeners = [.. _listeners, listener];
    }

    public void Remove(Action listener)
    {
        lock (_lock) _listeners = [.. _listeners.Where(other => other != listener)];
    }
}
