using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Sqlite.Queue;

/// <summary>Keeps the queue's tables of one SQLite file small.</summary>
/// <remarks>
/// Rows go in pieces, each committed by itself; behind a whole one the write lock is left alone for as long as the busy handlers of others sleep at most, or it would hardly ever be
/// theirs. Bodies go before contents, for these wait for them.
/// </remarks>
internal sealed class SqliteQueueUpkeepStore(SqliteDatabase database, TimeProvider timeProvider) : IQueueUpkeepStore
{
    /// <summary>The most rows that one piece removes.</summary>
    public const int Piece = 500;

    // Contents: each has up to some hundred rows.
    private const int BlobPiece = 10;

    // The longest that anybody asks back, and a day.
    private static readonly TimeSpan Counts = TimeSpan.FromHours(168 + 24);

    // SQLite's own longest sleep between two looks at a lock.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Nothing: one file keeps no days apart. Says so where it is not migrated.</summary>
    public Task PrepareAsync(int days, CancellationToken cancellationToken = default) => PruneAsync("PruneMessages", new SqliteParameters().Integer("day", long.MinValue), 1, cancellationToken);

    public async Task<long> PruneAsync(QueueRetention retention, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(retention);
        var now = timeProvider.GetUtcNow();
        var removed = await PruneAsync("PruneAttempts", () => Before(now - retention.History), Piece, cancellationToken).ConfigureAwait(false);
        removed += await PruneAsync("PruneDead", () => Before(now - retention.Dead), Piece, cancellationToken).ConfigureAwait(false);
        removed += await PruneAsync("PruneKeys", () => Before(now - retention.Keys), Piece, cancellationToken).ConfigureAwait(false);
        removed += await PruneAsync("PruneTally", () => Before(now - Counts), Piece, cancellationToken).ConfigureAwait(false);
        removed += await PruneAsync("PruneMessages", () => Past(now), Piece, cancellationToken).ConfigureAwait(false);
        return removed + await PruneAsync("PruneBlobs", () => Past(now), BlobPiece, cancellationToken).ConfigureAwait(false);
    }

    private static SqliteParameters Before(DateTimeOffset instant) => new SqliteParameters().Instant("before", instant);

    private static SqliteParameters Past(DateTimeOffset now) => new SqliteParameters().Integer("day", SqliteInstant.ToDay(now));

    private async Task<long> PruneAsync(string statement, Func<SqliteParameters> parameters, int most, CancellationToken cancellationToken)
    {
        for (var removed = 0L; ;)
        {
            var piece = await PruneAsync(statement, parameters(), most, cancellationToken).ConfigureAwait(false);
            removed += piece;
            if (piece == 0) return removed;
            if (piece >= most) await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<int> PruneAsync(string statement, SqliteParameters parameters, int most, CancellationToken cancellationToken) => database.WriteAsync(
        async transaction =>
        {
            var statements = new PreparedStatements(transaction);
            await using (statements.ConfigureAwait(false)) return await statements.ExecuteAsync(statement, parameters.Integer("most", most), cancellationToken).ConfigureAwait(false);
        },
        cancellationToken);
}
