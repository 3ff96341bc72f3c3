using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>The queue's statements on one connection, each compiled once for as long as this object lives. For one caller at a time.</summary>
/// <remarks>A reader may stay open while other statements run; the same statement must not be run again until it is closed.</remarks>
internal sealed class PreparedStatements(SqliteConnection connection, SqliteTransaction? transaction = null) : IAsyncDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public PreparedStatements(SqliteTransaction transaction)
        : this(transaction.Connection!, transaction)
    {
    }

    /// <summary>Runs a statement and says how many rows it changed.</summary>
    public Task<int> ExecuteAsync(string statement, SqliteParameters? parameters, CancellationToken cancellationToken) => Command(statement, parameters).ExecuteNonQueryAsync(cancellationToken);

    /// <summary>Opens a reader over a statement's rows.</summary>
    public Task<SqliteDataReader> ReadAsync(string statement, SqliteParameters parameters, CancellationToken cancellationToken) => Command(statement, parameters).ExecuteReaderAsync(cancellationToken);

    /// <summary>All rows.</summary>
    public async Task<List<T>> ListAsync<T>(string statement, SqliteParameters parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var reader = await ReadAsync(statement, parameters, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) rows.Add(read(reader));
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _commands.Values) await command.DisposeAsync().ConfigureAwait(false);
    }

    private SqliteCommand Command(string statement, SqliteParameters? parameters)
    {
        if (!_commands.TryGetValue(statement, out var command))
        {
            command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = SqliteSql.Read($"Queue.{statement}");
            _commands.Add(statement, command);
        }

        (parameters ?? new SqliteParameters()).Fill(command);
        return command;
    }
}
