using System.Data;
using System.Data.Common;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Where mail is put into the queue: a transaction of the store's own, or a part of the caller's that can be taken back alone.</summary>
internal static class IntakeTransaction
{
    private const string Savepoint = "leadmetrics_queue";

    /// <summary>Runs one statement, which is a whole by itself.</summary>
    public static Task<T> RunAsync<T>(PostgresDatabase database, DbTransaction? given, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        if (given is null) return database.WriteAsync(work, cancellationToken);
        var connection = Check(given, database);
        return database.JoinAsync(() => work(connection));
    }

    /// <summary>Runs several statements of which all stay, or none: where they say so, or fail.</summary>
    public static Task<T> RunAllAsync<T>(PostgresDatabase database, DbTransaction? given, Func<NpgsqlConnection, Task<(T Value, bool Keep)>> work, CancellationToken cancellationToken)
    {
        if (given is null) return database.WriteAsync(connection => OwnAsync(connection, work, cancellationToken), cancellationToken);
        var connection = Check(given, database);
        return database.JoinAsync(() => PartAsync(connection, (NpgsqlTransaction)given, work, cancellationToken));
    }

    private static async Task<T> OwnAsync<T>(NpgsqlConnection connection, Func<NpgsqlConnection, Task<(T Value, bool Keep)>> work, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var (value, keep) = await work(connection).ConfigureAwait(false);
            if (keep) await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return value;
        }
    }

    private static async Task<T> PartAsync<T>(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Func<NpgsqlConnection, Task<(T Value, bool Keep)>> work, CancellationToken cancellationToken)
    {
        await transaction.SaveAsync(Savepoint, cancellationToken).ConfigureAwait(false);
        var kept = false;
        try
        {
            var (value, keep) = await work(connection).ConfigureAwait(false);
            kept = keep;
            if (keep) await transaction.ReleaseAsync(Savepoint, cancellationToken).ConfigureAwait(false);
            return value;
        }
        finally
        {
            // Whoever cancelled wants it taken back all the same; of a connection that is gone there is nothing to take back.
            if (!kept && connection.State == ConnectionState.Open) await transaction.RollbackAsync(Savepoint, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static NpgsqlConnection Check(DbTransaction transaction, PostgresDatabase database)
    {
        if (transaction is not NpgsqlTransaction) throw new ArgumentException($"The transaction is not one of Npgsql, but {transaction.GetType()}.", nameof(transaction));
        NpgsqlConnection? connection;
        try
        {
            // Asked first, for it is what says that the transaction has ended: on its connection, a statement would be committed by itself.
            _ = transaction.IsolationLevel;
            connection = ((NpgsqlTransaction)transaction).Connection;
        }
        catch (InvalidOperationException ended)
        {
            throw new ArgumentException("The transaction has ended.", nameof(transaction), ended);
        }

        if (connection is not { State: ConnectionState.Open }) throw new ArgumentException("The transaction's connection is not open.", nameof(transaction));
        return connection.Database == database.Name
            ? connection
            : throw new ArgumentException($"The transaction is one of the database {connection.Database}, and the queue is in {database.Name}.", nameof(transaction));
    }
}
