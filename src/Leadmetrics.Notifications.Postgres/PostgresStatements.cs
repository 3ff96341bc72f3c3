using Npgsql;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>Makes the commands of one folder: prepared where the database allows it, so that what runs thousands of times a second is planned once a connection.</summary>
/// <param name="database">The database.</param>
/// <param name="folder">The folder, with dots.</param>
/// <param name="prepares">Whether they may be prepared at all: never on a caller's connection, which may go through a pooler whatever ours does.</param>
internal sealed class PostgresStatements(PostgresDatabase database, string folder, bool prepares = true)
{
    /// <summary>Begins a transaction as a part of a batch: read committed whatever the user's default is, for what stands behind a lock must see what was committed meanwhile.</summary>
    public const string Begin = "BEGIN ISOLATION LEVEL READ COMMITTED";

    public const string Commit = "COMMIT";

    public string Schema => database.Schema;

    /// <summary>One file of the folder, ready to run.</summary>
    public async ValueTask<NpgsqlCommand> PrepareAsync(NpgsqlConnection connection, string name, PostgresParameters parameters, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(Text(name), connection);
        parameters.MoveTo(command.Parameters);
        if (prepares && database.Prepares) await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return command;
    }

    /// <summary>A transaction in one round trip: the given statements between its begin and its commit.</summary>
    public ValueTask<NpgsqlBatch> PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken, params (string Name, PostgresParameters Parameters)[] statements) =>
        PrepareAsync(connection, commits: true, statements, cancellationToken);

    /// <summary>Statements in one round trip that only read: what they set for a transaction lasts until the last of them.</summary>
    public ValueTask<NpgsqlBatch> PrepareReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken, params (string Name, PostgresParameters Parameters)[] statements) =>
        PrepareAsync(connection, commits: false, statements, cancellationToken);

    public string Text(string name) => database.Sql[$"{folder}.{name}"];

    private async ValueTask<NpgsqlBatch> PrepareAsync(NpgsqlConnection connection, bool commits, (string Name, PostgresParameters Parameters)[] statements, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        if (commits) batch.BatchCommands.Add(new NpgsqlBatchCommand(Begin));
        foreach (var (name, parameters) in statements)
        {
            var command = new NpgsqlBatchCommand(Text(name));
            parameters.MoveTo(command.Parameters);
            batch.BatchCommands.Add(command);
        }

        if (commits) batch.BatchCommands.Add(new NpgsqlBatchCommand(Commit));
        if (prepares && database.Prepares) await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
        return batch;
    }
}
