using System.Data;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>One schema of one database: opens connections, holds the statements, and turns errors into <c>StoreException</c>.</summary>
/// <remarks>
/// A data source that the host gave is left alone; one made from a connection string ends with this object. Nothing here takes part in a host's ambient transaction.
/// </remarks>
internal sealed class PostgresDatabase : IDisposable, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly bool _ownsSource;

    public PostgresDatabase(NpgsqlDataSource source, string schema, bool ownsSource, bool prepares = false)
    {
        _source = source;
        _ownsSource = ownsSource;
        Prepares = prepares;
        Schema = schema;
        Sql = new PostgresSql(schema);
        Description = Describe(source.ConnectionString, schema);
        Name = NameOf(new NpgsqlConnectionStringBuilder(source.ConnectionString));
    }

    public string Schema { get; }

    /// <summary>The database's name.</summary>
    public string? Name { get; }

    /// <summary>Whether statements that run often are prepared: not where a pooler may hand the next one to another connection.</summary>
    public bool Prepares { get; }

    public PostgresSql Sql { get; }

    /// <summary>User, host, database and schema; never a password.</summary>
    public string Description { get; }

    /// <summary>Runs work that changes nothing; once more where its connection turns out to be dead.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        AmbientTransaction.LeaveAsync(() => RunAsync(repeatable: true, work, cancellationToken), cancellationToken);

    /// <summary>Runs work that writes: once, for nobody knows whether a write whose connection broke was committed.</summary>
    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken) =>
        AmbientTransaction.LeaveAsync(() => RunAsync(repeatable: false, work, cancellationToken), cancellationToken);

    /// <summary>Runs work on a connection that is the caller's.</summary>
    public async Task<T> JoinAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception, Description) is { } translated)
        {
            throw translated;
        }
    }

    /// <summary>Works on one connection for as long as it lives: of the data source, or by a connection string of its own.</summary>
    public Task ListenAsync(string? connectionString, Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken) =>
        AmbientTransaction.LeaveAsync(() => KeepAsync(connectionString, work, cancellationToken), cancellationToken);

    public void Dispose()
    {
        if (_ownsSource) _source.Dispose();
    }

    public ValueTask DisposeAsync() => _ownsSource ? _source.DisposeAsync() : ValueTask.CompletedTask;

    private async Task<bool> KeepAsync(string? connectionString, Func<NpgsqlConnection, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            var connection = connectionString is null ? _source.CreateConnection() : new NpgsqlConnection(connectionString);
            await using (connection.ConfigureAwait(false))
            {
                await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
                await work(connection).ConfigureAwait(false);
                return true;
            }
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception, Description) is { } translated)
        {
            throw translated;
        }
    }

    private async Task<T> RunAsync<T>(bool repeatable, Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            for (var again = repeatable; ; again = false)
            {
                var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await using (connection.ConfigureAwait(false))
                {
                    try
                    {
                        return await work(connection).ConfigureAwait(false);
                    }
                    catch (NpgsqlException exception) when (connection.State != ConnectionState.Open)
                    {
                        // A server that restarts or fails over ends every idle connection at once, and the pool notices none of it:
                        // whoever meets the first dead one lets go of the others, or each of them would cost one call.
                        _source.Clear();
                        if (!again || exception.InnerException is TimeoutException) throw;
                    }
                }
            }
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception, Description) is { } translated)
        {
            throw translated;
        }
    }

    private static string Describe(string connectionString, string schema)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var user = string.IsNullOrEmpty(parts.Username) ? "" : parts.Username + "@";
        var port = parts.Port == NpgsqlConnection.DefaultPort ? "" : $":{parts.Port}";
        return $"postgres {user}{parts.Host}{port}/{NameOf(parts)} schema {schema}";
    }

    private static string? NameOf(NpgsqlConnectionStringBuilder parts) => string.IsNullOrEmpty(parts.Database) ? parts.Username : parts.Database;
}
