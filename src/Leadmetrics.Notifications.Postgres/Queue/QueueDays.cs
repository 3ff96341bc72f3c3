using System.Data;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>The tables of the queue that hold one day each: makes and drops them.</summary>
/// <remarks>
/// Each is made or dropped in a transaction of its own, by one host at a time, and given up where a lock is not to be had at once: rows of a day without a table lie in the default
/// partition, from which those of a later try are moved, as long as they are few. A table's name says its day (<c>email_message_20261122</c>).
/// </remarks>
internal sealed class QueueDays(PostgresDatabase database)
{
    /// <summary>Bodies, by the day to which they are kept.</summary>
    public const string Messages = "email_message";

    /// <summary>History, by the day on which it came about.</summary>
    public const string Attempts = "email_attempt";

    private const int MostRows = 2000;
    private const int MostOctets = 16 * 1024 * 1024;
    private const string Form = "yyyyMMdd";

    /// <summary>The days that have a table, of messages and of attempts, the oldest first.</summary>
    public async Task<(List<DateOnly> Messages, List<DateOnly> Attempts)> ListAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var names = (await connection.QueryAsync<string>(new CommandDefinition(database.Sql["Queue.ListDays"], cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();
        return (Days(names, Messages), Days(names, Attempts));
    }

    /// <summary>Makes a day's table, and moves there what the default partition holds of the day.</summary>
    /// <returns>Whether it was made: not where another host is at it, or a lock was not to be had.</returns>
    public Task<bool> TryMakeAsync(NpgsqlConnection connection, string table, DateOnly day, CancellationToken cancellationToken) =>
        TryAsync(connection, table == Messages ? "MakeMessageDay" : "MakeAttemptDay", table, day, cancellationToken);

    /// <summary>Drops a day's table.</summary>
    /// <returns>Whether it is gone: not where another host is at it, or a lock was not to be had.</returns>
    public Task<bool> TryDropAsync(NpgsqlConnection connection, string table, DateOnly day, CancellationToken cancellationToken) =>
        TryAsync(connection, "DropDay", table, day, cancellationToken);

    /// <summary>Days of which the default partition holds too much to be moved.</summary>
    public async Task<HashSet<DateOnly>> ListCrowdedAsync(NpgsqlConnection connection, string table, CancellationToken cancellationToken)
    {
        var statement = database.Sql[table == Messages ? "Queue.ListCrowdedMessageDays" : "Queue.ListCrowdedAttemptDays"];
        var parameters = new PostgresParameters().Integer("rows", MostRows);
        if (table == Messages) parameters.Integer("octets", MostOctets);
        var days = await connection.QueryAsync<string>(new CommandDefinition(statement, parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return [.. days.Select(Parse)];
    }

    /// <summary>A day as SQL here writes it.</summary>
    public static string Write(DateOnly day) => day.ToString(Form, CultureInfo.InvariantCulture);

    /// <summary>Reads what SQL here wrote.</summary>
    public static DateOnly Parse(string day) => DateOnly.ParseExact(day, Form, CultureInfo.InvariantCulture);

    private static List<DateOnly> Days(List<string> names, string table)
    {
        var days = new List<DateOnly>();
        foreach (var name in names)
        {
            // What somebody else attached is his.
            if (name.StartsWith(table + '_', StringComparison.Ordinal) && DateOnly.TryParseExact(name.AsSpan(table.Length + 1), Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) days.Add(day);
        }

        return days;
    }

    private async Task<bool> TryAsync(NpgsqlConnection connection, string statement, string table, DateOnly day, CancellationToken cancellationToken)
    {
        // Statements that define take no parameters; what is put into this one is a name from here and digits.
        var text = database.Sql[$"Queue.{statement}"]
            .Replace("{table}", $"{table}_{Write(day)}", StringComparison.Ordinal)
            .Replace("{day}", Write(day), StringComparison.Ordinal)
            .Replace("{next}", Write(day.AddDays(1)), StringComparison.Ordinal);
        var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            try
            {
                var take = new CommandDefinition(database.Sql["Queue.TakeDays"], new PostgresParameters().Text("schema", database.Schema), cancellationToken: cancellationToken);
                if (!await connection.ExecuteScalarAsync<bool>(take).ConfigureAwait(false)) return false;
                await connection.ExecuteAsync(new CommandDefinition(text, cancellationToken: cancellationToken)).ConfigureAwait(false);
                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
                return true;
            }
            catch (PostgresException busy) when (busy.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.DuplicateTable)
            {
                return false;
            }
        }
    }
}
