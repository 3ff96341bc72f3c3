using Npgsql;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>One schema of one database: opens connections, holds the statements, and turns errors into <c>StoreException</c>.</summary>
/// <remarks>A data source that the host gave is left alone; one made from a connection string ends with this object.</remarks>
internal sealed class PostgresDatabase : IDisposable, IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly bool _ownsSource;

    public PostgresDatabase(NpgsqlDataSource source, string schema, bool ownsSource)
    {
        _source = source;
        _ownsSource = ownsSource;
        Schema = schema;
        Sql = new PostgresSql(schema);
        Description = Describe(source.ConnectionString, schema);
    }

    public string Schema { get; }

    public PostgresSql Sql { get; }

    /// <summary>User, host, database and schema; never a password.</summary>
    public string Description { get; }

    /// <summary>Runs one piece of work on a connection of its own.</summary>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false)) return await work(connection).ConfigureAwait(false);
        }
        catch (Exception exception) when (PostgresErrors.Translate(exception, Description) is { } translated)
        {
            throw translated;
        }
    }

    public void Dispose()
    {
        if (_ownsSource) _source.Dispose();
    }

    public ValueTask DisposeAsync() => _ownsSource ? _source.DisposeAsync() : ValueTask.CompletedTask;

    private static string Describe(string connectionString, string schema)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var user = string.IsNullOrEmpty(parts.Username) ? "" : parts.Username + "@";
        var port = parts.Port == NpgsqlConnection.DefaultPort ? "" : $":{parts.Port}";
        var database = string.IsNullOrEmpty(parts.Database) ? parts.Username : parts.Database;
        return $"postgres {user}{parts.Host}{port}/{database} schema {schema}";
    }
}
