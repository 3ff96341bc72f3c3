using Dapper;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Leadmetrics.Notifications.Sqlite;

/// <summary>One database file: opens connections and turns errors into <c>StoreException</c>.</summary>
/// <remarks>
/// Microsoft.Data.Sqlite's asynchronous methods work synchronously: a call holds its thread for as long as SQLite takes, which is one short
/// statement, and up to the busy timeout where another writer is at work. A token is looked at before each statement, not within one.
/// The file is made by the migrator alone; every other call finds it or reports that it is not there.
/// </remarks>
internal sealed class SqliteDatabase : IDisposable, IAsyncDisposable
{
    private readonly TimeSpan _busyTimeout;

    public SqliteDatabase(string file, TimeSpan busyTimeout)
    {
        File = file;
        _busyTimeout = busyTimeout;
    }

    /// <summary>The full path.</summary>
    public string File { get; }

    public string Description => $"sqlite {File}";

    /// <summary>Runs one piece of work on a connection to the existing file.</summary>
    public Task<T> RunAsync<T>(Func<SqliteConnection, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(SqliteOpenMode.ReadWrite, _busyTimeout, work, cancellationToken);

    /// <summary>Runs one piece of work on a connection to the file, which is made where it is not there.</summary>
    public Task<T> CreateAndRunAsync<T>(TimeSpan busyTimeout, Func<SqliteConnection, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(SqliteOpenMode.ReadWriteCreate, busyTimeout, work, cancellationToken);

    /// <summary>Closes the pooled connections to this file, so that it can be moved or deleted.</summary>
    public void Dispose()
    {
        foreach (var mode in (SqliteOpenMode[])[SqliteOpenMode.ReadWrite, SqliteOpenMode.ReadWriteCreate])
        {
            using var connection = new SqliteConnection(ConnectionString(mode));
            SqliteConnection.ClearPool(connection);
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<T> RunAsync<T>(
        SqliteOpenMode mode, TimeSpan busyTimeout, Func<SqliteConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var connection = new SqliteConnection(ConnectionString(mode));
            await using (connection.ConfigureAwait(false))
            {
                // Beside SQLite's own wait, the driver tries a busy statement again for this long, in whole seconds; 0 would be for ever.
                connection.DefaultTimeout = Math.Max(1, (int)busyTimeout.TotalSeconds);
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                raw.sqlite3_busy_timeout(connection.Handle, (int)busyTimeout.TotalMilliseconds);
                await connection.ExecuteAsync(new CommandDefinition(SqliteSql.Read("ConfigureConnection"), cancellationToken: cancellationToken)).ConfigureAwait(false);
                return await work(connection).ConfigureAwait(false);
            }
        }
        catch (SqliteException exception) when (SqliteErrors.Translate(exception, File, creating: mode == SqliteOpenMode.ReadWriteCreate) is { } translated)
        {
            throw translated;
        }
    }

    private string ConnectionString(SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = File, Mode = mode, ForeignKeys = true, Pooling = true }.ToString();
}
