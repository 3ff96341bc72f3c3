using System.Data.Common;
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
    private const string Savepoint = "leadmetrics_queue";

    private readonly TimeSpan _busyTimeout;

    // Writers of this process that come by the queue wait here without a thread; SQLite's own wait sleeps on one, and is not fair.
    private readonly SemaphoreSlim _writer = new(1, 1);

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

    /// <summary>Runs one piece of work in a transaction that holds the write lock from its first statement, and commits it.</summary>
    public Task<T> WriteAsync<T>(Func<SqliteTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        RunAsync(connection => WriteAsync(connection, work, cancellationToken), cancellationToken);

    /// <summary>The same on a connection that is open; within <see cref="RunAsync{T}(Func{SqliteConnection, Task{T}}, CancellationToken)"/> alone.</summary>
    public async Task<T> WriteAsync<T>(SqliteConnection connection, Func<SqliteTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        if (!await _writer.WaitAsync(_busyTimeout, cancellationToken).ConfigureAwait(false)) throw SqliteErrors.Busy(File);
        try
        {
            var transaction = connection.BeginTransaction(deferred: false);
            await using (transaction.ConfigureAwait(false))
            {
                var done = await work(transaction).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return done;
            }
        }
        finally
        {
            _writer.Release();
        }
    }

    /// <summary>Moves what the write-ahead log holds into the file and empties it. Where somebody reads for longer than the busy timeout, it is left to the next one who writes much.</summary>
    public Task EmptyLogAsync(CancellationToken cancellationToken) => RunAsync(
        async connection =>
        {
            if (!await _writer.WaitAsync(_busyTimeout, cancellationToken).ConfigureAwait(false)) throw SqliteErrors.Busy(File);
            try
            {
                return await connection.ExecuteAsync(new CommandDefinition(SqliteSql.Read("EmptyLog"), cancellationToken: cancellationToken)).ConfigureAwait(false);
            }
            finally
            {
                _writer.Release();
            }
        },
        cancellationToken);

    /// <summary>Runs one piece of work within somebody else's transaction on this file: all of it, or nothing where it throws.</summary>
    /// <exception cref="ArgumentException">The transaction is not one of SQLite, has ended, or belongs to another file.</exception>
    public async Task<T> JoinAsync<T>(DbTransaction transaction, Func<SqliteTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        if (transaction is not SqliteTransaction { Connection: { } connection } joined)
            throw new ArgumentException("The transaction is not one of SQLite, or has ended.", nameof(transaction));
        if (!IsSameFile(connection)) throw new ArgumentException("The transaction belongs to another SQLite file.", nameof(transaction));
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await joined.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
            try
            {
                var done = await work(joined).ConfigureAwait(false);
                await joined.ReleaseAsync(Savepoint, cancellationToken).ConfigureAwait(false);
                return done;
            }
            catch when (joined.Connection is not null)
            {
                await joined.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }
        catch (SqliteException exception) when (SqliteErrors.Translate(exception, File, creating: false) is { } translated)
        {
            throw translated;
        }
    }

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

        _writer.Dispose();
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

    // SQLite names a file by its real path; ours may lead to it by a link.
    private bool IsSameFile(SqliteConnection theirs)
    {
        if (theirs.DataSource == File) return true;
        using var ours = new SqliteConnection(ConnectionString(SqliteOpenMode.ReadWrite));
        ours.Open();
        return theirs.DataSource == ours.DataSource;
    }

    private string ConnectionString(SqliteOpenMode mode) =>
        new SqliteConnectionStringBuilder { DataSource = File, Mode = mode, ForeignKeys = true, Pooling = true }.ToString();
}
