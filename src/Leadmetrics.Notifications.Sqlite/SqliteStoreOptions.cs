namespace Leadmetrics.Notifications.Sqlite;

/// <summary>How the SQLite stores use their file.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>How long a call waits for another writer, of this process or another, before it reports the file as unavailable.</summary>
    /// <value>5 seconds; 1 millisecond to 10 minutes.</value>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
