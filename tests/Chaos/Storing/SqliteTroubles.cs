using Leadmetrics.Chaos.Troubling;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Chaos.Storing;

/// <summary>What happens to a SQLite file: others use it, too, and some die of it.</summary>
internal sealed class SqliteTroubles(string file, string connectionString)
{
    // As long as workers' calls wait at most before they try again.
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(3);

    // A host's calls wait for 5 s.
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Reading = TimeSpan.FromSeconds(15);

    private readonly Lock _lock = new();
    private int _holders;
    private long _since = TimeProvider.System.GetTimestamp();

    /// <summary>For how long nobody has kept its write lock, and workers know it.</summary>
    public TimeSpan UpFor
    {
        get
        {
            lock (_lock) return _holders > 0 ? TimeSpan.Zero : TimeProvider.System.GetElapsedTime(_since) - Recovery;
        }
    }

    /// <summary>Whether the run itself holds the write lock, or is about to.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_lock) return _holders > 0;
        }
    }

    public IEnumerable<Trouble> All =>
    [
        new("somebody holds the write lock for a moment", 8, (random, over) => HoldAsync(Moment * random.NextDouble(), over)),
        new("somebody holds the write lock beyond the busy timeout", 3, (random, over) => HoldAsync(BusyTimeout * (1 + (0.5 * random.NextDouble())), over)),
        new("somebody reads for long", 6, ReadAsync),
        new("kill -9 of a process amid a write", 8, KillWriterAsync),
        new("the write-ahead log emptied", 4, EmptyLogAsync),
    ];

    /// <summary>Somebody else keeps the write lock.</summary>
    public void Locked()
    {
        lock (_lock) _since = TimeProvider.System.GetTimestamp();
    }

    private Task HoldAsync(TimeSpan time, CancellationToken cancellationToken) => KeepingTheLockAsync(async () =>
    {
        await using var connection = await OpenAsync();
        await using var transaction = connection.BeginTransaction(deferred: false);
        await Task.Delay(time, TimeProvider.System, cancellationToken);
    });

    // All that is written meanwhile stays in the log.
    private async Task ReadAsync(Random random, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync();
            await using var transaction = connection.BeginTransaction(deferred: true);
            await using var command = connection.CreateCommand();
            (command.Transaction, command.CommandText) = (transaction, "SELECT count(*) FROM email_job");
            await command.ExecuteScalarAsync(CancellationToken.None);
            await Task.Delay(Reading * random.NextDouble(), TimeProvider.System, cancellationToken);
        }
        catch (Exception locked) when (Outage.Is(locked))
        {
            // Another time.
        }
    }

    private Task KillWriterAsync(Random random, CancellationToken cancellationToken) => KeepingTheLockAsync(async () =>
    {
        await using var writer = DoomedWriter.Start(file);
        if (await writer.WroteAsync()) await Task.Delay(Moment * random.NextDouble(), TimeProvider.System, cancellationToken);
    });

    private async Task EmptyLogAsync(Random random, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception locked) when (Outage.Is(locked))
        {
            // Another time.
        }
    }

    private async Task KeepingTheLockAsync(Func<Task> keep)
    {
        lock (_lock) _holders++;
        try
        {
            await keep();
        }
        catch (Exception locked) when (Outage.Is(locked))
        {
            // Others hold it.
        }
        finally
        {
            lock (_lock)
            {
                _holders--;
                _since = TimeProvider.System.GetTimestamp();
            }
        }
    }

    private async Task<SqliteConnection> OpenAsync()
    {
        // SQLite waits for locks on the thread that asks.
        await Task.Yield();
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(CancellationToken.None);
        return connection;
    }
}
