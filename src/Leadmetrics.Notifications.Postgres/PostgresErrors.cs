using System.Net.Sockets;
using System.Security.Authentication;
using Leadmetrics.Notifications.Tenancy;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres;

/// <summary>What PostgreSQL and Npgsql report, as what a store reports. Every message names the database and no secret.</summary>
/// <remarks>What is neither the database's state nor a broken rule of a row (a defect of ours) goes through untouched, as cancellation does.</remarks>
internal static class PostgresErrors
{
    /// <summary>The exception to throw instead; null where the given one goes through.</summary>
    public static Exception? Translate(Exception exception, string database) => exception switch
    {
        PostgresException server => TranslateServer(server, database),
        NpgsqlException { InnerException: TimeoutException } or TimeoutException =>
            Unavailable(database, "the server did not answer in time, or the connection pool had no place left", exception),
        NpgsqlException { InnerException: SocketException socket } => Unreachable(database, socket, exception),
        SocketException socket => Unreachable(database, socket, exception),
        AuthenticationException or NpgsqlException { InnerException: AuthenticationException } =>
            Unavailable(database, "the TLS handshake failed", exception),
        NpgsqlException or IOException => Unavailable(database, "the connection failed", exception),
        _ => null,
    };

    /// <summary>Awaits work on what came from outside: a broken rule is no defect of the caller's there, but a refusal.</summary>
    public static async Task<T> RefuseBrokenRulesAsync<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (ArgumentException broken) when (broken.InnerException is PostgresException)
        {
            throw new StoreException(StoreFailure.Refused, broken.Message, broken.InnerException);
        }
    }

    /// <summary>Whether the server took back a whole transaction for what may concern one of several parts of it: a value or a rule of a row (classes 22 and 23), a lock that was not to be had, a deadlock.</summary>
    public static bool IsOfOne(Exception exception) => (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState
        is ['2', '2' or '3', ..] or PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected;

    private static Exception? TranslateServer(PostgresException server, string database) => server.SqlState switch
    {
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedColumn => new StoreException(
            StoreFailure.NotMigrated,
            $"The database {database} is not migrated: run 'lmn db migrate', or call MigrateOnStart().",
            server),
        PostgresErrorCodes.UniqueViolation => new StoreException(
            StoreFailure.Conflict, $"The database {database} holds this row already ({server.ConstraintName}).", server),
        PostgresErrorCodes.CheckViolation or PostgresErrorCodes.NotNullViolation => new ArgumentException(
            $"The row breaks the rule {server.ConstraintName ?? server.ColumnName}.", server),
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => new ArgumentException(
            "The row holds a character that the database cannot keep.", server),
        PostgresErrorCodes.ReadOnlySqlTransaction => Unavailable(database, "it is read-only", server),
        PostgresErrorCodes.InvalidCatalogName => Unavailable(database, "the server has no database of that name", server),
        PostgresErrorCodes.InsufficientPrivilege => Unavailable(database, "its user lacks a right to this schema or table", server),
        PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable =>
            Unavailable(database, "the server ended the statement at its own time limit", server),
        PostgresErrorCodes.TooManyConnections => Unavailable(database, "the server has no connection left", server),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected =>
            Unavailable(database, "another writer was in the way", server),
        // Classes: 08 connection, 28 authorization, 53 resources, 57 operator, 58 system, XX internal (poolers answer with it too).
        ['2', '8', ..] => Unavailable(database, "the server refuses the user or its password", server),
        ['5', '3', ..] => Unavailable(database, "the server lacks disk, memory or another resource", server),
        ['5', '7', ..] => Unavailable(database, "the server is starting, stopping, or ended the connection", server),
        ['0', '8', ..] or ['5', '8', ..] or ['X', 'X', ..] => Unavailable(database, $"the server failed ({server.SqlState})", server),
        _ => null,
    };

    private static StoreException Unreachable(string database, SocketException socket, Exception exception) =>
        Unavailable(database, $"the server cannot be reached ({socket.SocketErrorCode})", exception);

    private static StoreException Unavailable(string database, string why, Exception exception) =>
        new(StoreFailure.Unavailable, $"The database {database} cannot be used: {why}.", exception);
}
