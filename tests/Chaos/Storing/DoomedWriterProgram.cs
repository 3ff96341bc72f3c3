using Microsoft.Data.Sqlite;

namespace Leadmetrics.Chaos.Storing;

/// <summary>Removes all mail from a file, does not commit, and waits for its end (standard input ends, too, where whoever started it is gone).</summary>
internal static class DoomedWriterProgram
{
    public const string Verb = "doomed-writer";
    public const string Wrote = "chaos: wrote";

    // So few pages are kept in memory that most of the write stands in the log before its commit.
    private const string Damage = "PRAGMA cache_size = 2; DELETE FROM email_job; DELETE FROM email_attempt; DELETE FROM email_idempotency; DELETE FROM email_message";

    public static async Task<int> RunAsync(string file)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 5 }.ToString());
        await connection.OpenAsync();
        try
        {
            await using var transaction = connection.BeginTransaction(deferred: false);
            await using var command = connection.CreateCommand();
            (command.Transaction, command.CommandText) = (transaction, Damage);
            await command.ExecuteNonQueryAsync();
            Console.WriteLine(Wrote);
            await Console.In.ReadToEndAsync();
        }
        catch (SqliteException)
        {
            // Others hold the lock.
        }

        return 0;
    }
}
