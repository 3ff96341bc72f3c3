using Dapper;
using Leadmetrics.Notifications.Queue.Storing;
using Npgsql;

namespace Leadmetrics.Notifications.Postgres.Queue;

/// <summary>Keeps the queue's tables small in PostgreSQL.</summary>
/// <remarks>
/// Bodies and history are kept by days, whose tables are dropped whole: bodies once the day is past and neither a live nor a dead mail refers to it, history once it is older than it is kept.
/// Nothing rests on the tables of days being there: what has none lies in the default partition and is removed from there row by row, as it is where the user may make no tables. All else goes
/// in pieces, each committed by itself, and passes over what somebody else holds.
/// </remarks>
internal sealed class PostgresQueueUpkeepStore(PostgresDatabase database) : IQueueUpkeepStore
{
    // A mail is kept 35 days behind its expiry, which is 72 hours away where nothing else was said.
    private const int Lifetime = 40;
    private const int Piece = 2000;
    private const int BlobPiece = 200;
    private static readonly TimeSpan Counts = TimeSpan.FromDays(8);

    private readonly QueueDays _days = new(database);

    public Task PrepareAsync(int days, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(days);
        return database.WriteAsync(
            async connection =>
            {
                var made = await _days.ListAsync(connection, cancellationToken).ConfigureAwait(false);
                var (today, _, mayChange) = await FindTodayAsync(connection, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
                return mayChange
                    && await PrepareAsync(connection, QueueDays.Messages, Range(today, days + Lifetime).Except(made.Messages), cancellationToken).ConfigureAwait(false)
                    && await PrepareAsync(connection, QueueDays.Attempts, Range(today, days).Except(made.Attempts), cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);
    }

    public async Task<long> PruneAsync(QueueRetention retention, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retention);

        // Dead letters first: their days may be free then. Contents last, for they are kept as long as any day of bodies.
        var pruned = await PruneAsync("PruneDead", Piece, Kept(retention.Dead), cancellationToken).ConfigureAwait(false);
        pruned += await PruneAsync("PruneKeys", Piece, Kept(retention.Keys), cancellationToken).ConfigureAwait(false);
        pruned += await PruneAsync("PruneTally", Piece, Kept(Counts), cancellationToken).ConfigureAwait(false);
        var (dropped, oldest) = await database.WriteAsync(connection => DropAsync(connection, retention.History, cancellationToken), cancellationToken).ConfigureAwait(false);
        pruned += dropped;
        pruned += await PruneAsync("PruneAttempts", Piece, Kept(retention.History), cancellationToken).ConfigureAwait(false);
        pruned += await PruneAsync("PruneMessages", Piece, () => new PostgresParameters(), cancellationToken).ConfigureAwait(false);
        var find = Command("FindOldestDay", new PostgresParameters().Text("oldest", oldest is { } day ? QueueDays.Write(day) : null), cancellationToken);
        var kept = await database.ReadAsync(connection => connection.ExecuteScalarAsync<string>(find), cancellationToken).ConfigureAwait(false);
        return pruned + await PruneAsync("PruneBlobs", BlobPiece, () => new PostgresParameters().Text("oldest", kept), cancellationToken).ConfigureAwait(false);

        static Func<PostgresParameters> Kept(TimeSpan time) => () => new PostgresParameters().Span("kept", time);
    }

    private async Task<bool> PrepareAsync(NpgsqlConnection connection, string table, IEnumerable<DateOnly> missing, CancellationToken cancellationToken)
    {
        HashSet<DateOnly>? crowded = null;
        foreach (var day in missing)
        {
            crowded ??= await _days.ListCrowdedAsync(connection, table, cancellationToken).ConfigureAwait(false);
            if (!crowded.Contains(day) && !await _days.TryMakeAsync(connection, table, day, cancellationToken).ConfigureAwait(false)) return false;
        }

        return true;
    }

    // How many days went, and the oldest one of bodies that is left.
    private async Task<(long Dropped, DateOnly? Oldest)> DropAsync(NpgsqlConnection connection, TimeSpan history, CancellationToken cancellationToken)
    {
        var (messages, attempts) = await _days.ListAsync(connection, cancellationToken).ConfigureAwait(false);
        var (today, over, mayChange) = await FindTodayAsync(connection, history, cancellationToken).ConfigureAwait(false);
        if (!mayChange) return (0, messages.Count > 0 ? messages[0] : null);

        var dropped = 0L;
        foreach (var day in attempts.TakeWhile(day => day <= over))
        {
            if (!await _days.TryDropAsync(connection, QueueDays.Attempts, day, cancellationToken).ConfigureAwait(false)) break;
            dropped++;
        }

        foreach (var day in await ListFreeAsync(connection, [.. messages.TakeWhile(day => day < today)], cancellationToken).ConfigureAwait(false))
        {
            if (!await _days.TryDropAsync(connection, QueueDays.Messages, day, cancellationToken).ConfigureAwait(false)) break;
            messages.Remove(day);
            dropped++;
        }

        return (dropped, messages.Count > 0 ? messages[0] : null);
    }

    private async Task<List<DateOnly>> ListFreeAsync(NpgsqlConnection connection, List<DateOnly> days, CancellationToken cancellationToken)
    {
        if (days.Count == 0) return [];
        var free = await connection.QueryAsync<string>(Command("ListFreeDays", new PostgresParameters().Texts("days", days.Select(QueueDays.Write)), cancellationToken)).ConfigureAwait(false);
        return [.. free.Select(QueueDays.Parse).Order()];
    }

    private async Task<(DateOnly Today, DateOnly Over, bool MayChange)> FindTodayAsync(NpgsqlConnection connection, TimeSpan history, CancellationToken cancellationToken)
    {
        var command = Command("FindToday", new PostgresParameters().Text("schema", database.Schema).Span("history", history), cancellationToken);
        var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return (QueueDays.Parse(reader.GetString(0)), QueueDays.Parse(reader.GetString(1)), reader.GetBoolean(2));
        }
    }

    private async Task<long> PruneAsync(string statement, int piece, Func<PostgresParameters> parameters, CancellationToken cancellationToken)
    {
        for (var pruned = 0L; ;)
        {
            var command = Command(statement, parameters().Integer("most", piece), cancellationToken);
            var count = await database.WriteAsync(connection => connection.ExecuteScalarAsync<long>(command), cancellationToken).ConfigureAwait(false);
            pruned += count;
            if (count < piece) return pruned;
        }
    }

    private static IEnumerable<DateOnly> Range(DateOnly today, int days) => Enumerable.Range(0, days + 1).Select(today.AddDays);

    private CommandDefinition Command(string statement, PostgresParameters parameters, CancellationToken cancellationToken) =>
        new(database.Sql[$"Queue.{statement}"], parameters, cancellationToken: cancellationToken);
}
