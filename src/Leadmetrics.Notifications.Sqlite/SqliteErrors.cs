using Leadmetrics.Notifications.Tenancy;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Leadmetrics.Notifications.Sqlite;

/// <summary>What SQLite reports, as what a store reports. Every message names the file.</summary>
/// <remarks>What is neither the file's state nor a broken rule of a row (a defect of ours) goes through untouched.</remarks>
internal static class SqliteErrors
{
    /// <summary>The exception to throw instead; null where the given one goes through.</summary>
    public static Exception? Translate(SqliteException exception, string file, bool creating) => exception.SqliteErrorCode switch
    {
        SQLITE_CANTOPEN => CannotOpen(exception, file, creating),
        // SQLite has no code of its own for these two; its messages are English everywhere.
        SQLITE_ERROR when exception.Message.Contains("no such table", StringComparison.Ordinal)
            || exception.Message.Contains("no such column", StringComparison.Ordinal) => NotMigrated(file, "lacks tables", exception),
        SQLITE_CONSTRAINT => exception.SqliteExtendedErrorCode switch
        {
            SQLITE_CONSTRAINT_PRIMARYKEY or SQLITE_CONSTRAINT_UNIQUE =>
                new StoreException(StoreFailure.Conflict, $"The SQLite file {file} holds this row already.", exception),
            SQLITE_CONSTRAINT_CHECK or SQLITE_CONSTRAINT_NOTNULL => new ArgumentException($"The row breaks a rule: {exception.Message}", exception),
            _ => null,
        },
        SQLITE_NOTADB => Unavailable(file, "it is not a SQLite database", exception),
        SQLITE_CORRUPT => Unavailable(file, "it is damaged", exception),
        SQLITE_FULL => Unavailable(file, "the disk is full", exception),
        SQLITE_IOERR => Unavailable(file, "reading or writing it failed", exception),
        SQLITE_READONLY => Unavailable(file, "it cannot be written", exception),
        SQLITE_PERM or SQLITE_AUTH => Unavailable(file, "access is denied", exception),
        SQLITE_BUSY or SQLITE_LOCKED or SQLITE_PROTOCOL => Busy(file, exception),
        SQLITE_NOMEM => Unavailable(file, "memory ran out", exception),
        _ => null,
    };

    /// <summary>What is said where the write lock did not come free in time.</summary>
    public static StoreException Busy(string file, SqliteException? exception = null) =>
        Unavailable(file, "another writer held it for longer than the busy timeout", exception);

    /// <summary>Awaits work on what came from outside: a broken rule is no defect of the caller's there, but a refusal.</summary>
    public static async Task<T> RefuseBrokenRulesAsync<T>(Task<T> work)
    {
        try
        {
            return await work.ConfigureAwait(false);
        }
        catch (ArgumentException broken) when (broken.InnerException is SqliteException)
        {
            throw new StoreException(StoreFailure.Refused, broken.Message, broken.InnerException);
        }
    }

    private static StoreException CannotOpen(SqliteException exception, string file, bool creating)
    {
        if (Directory.Exists(file)) return Unavailable(file, "it is a directory", exception);
        if (!Directory.Exists(Path.GetDirectoryName(file))) return Unavailable(file, "its directory does not exist", exception);
        if (File.Exists(file)) return Unavailable(file, "it cannot be opened; are rights to it, or to its directory, missing?", exception);
        return creating
            ? Unavailable(file, "it cannot be made; are rights to its directory missing?", exception)
            : NotMigrated(file, "does not exist", exception);
    }

    private static StoreException NotMigrated(string file, string why, SqliteException exception) => new(
        StoreFailure.NotMigrated,
        $"The SQLite database {file} is not migrated, it {why}: run 'lmn db migrate', or call MigrateOnStart().",
        exception);

    private static StoreException Unavailable(string file, string why, SqliteException? exception) =>
        new(StoreFailure.Unavailable, $"The SQLite file {file} cannot be used: {why}.", exception);
}
