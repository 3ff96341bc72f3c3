using System.Data.Common;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Troubling;
using Leadmetrics.Chaos.Working;
using Microsoft.Data.Sqlite;

namespace Leadmetrics.Chaos.Storing;

/// <summary>A SQLite file of the run's own, which workers of other processes and callers of this one write to: somebody holds its lock, reads for long, or is killed amid a write.</summary>
internal sealed class SqliteUnderChaos : IStoreUnderChaos
{
    // SQLite waits for a lock on the thread that asks, and the sinks of this process are to answer meanwhile.
    private const int Threads = 64;

    // Longer than any trouble holds the lock.
    private const int Patience = 15;

    private readonly DirectoryInfo _folder;
    private readonly string _file;
    private readonly string _connection;
    private readonly SqliteTroubles _troubles;

    public SqliteUnderChaos()
    {
        _folder = Directory.CreateTempSubdirectory("chaos-");
        _file = Path.Combine(_folder.FullName, "queue.db");
        _connection = new SqliteConnectionStringBuilder { DataSource = _file, DefaultTimeout = Patience, Mode = SqliteOpenMode.ReadWrite }.ToString();
        _troubles = new SqliteTroubles(_file, _connection);
        Rows = new SqliteRows(_connection);
    }

    public string Description => "one SQLite file, synchronous=FULL";

    public bool HasClock => false;

    public IQueueRows Rows { get; }

    public IEnumerable<Trouble> Troubles => _troubles.All;

    public TimeSpan UpFor => _troubles.UpFor;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The file is made by the host that queues.
        ThreadPool.SetMinThreads(Threads, Threads);
        return Task.CompletedTask;
    }

    public WorkerSettings Lead(WorkerSettings settings) => settings with { File = _file };

    public Task WatchAsync(Func<bool> isAnybodyStopped, Findings findings, CancellationToken ending) =>
        new SqliteLockWatch(_connection, _troubles, isAnybodyStopped, findings).RunAsync(ending);

    public async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connection);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Rows.DisposeAsync();
        using (var pooled = new SqliteConnection(_connection)) SqliteConnection.ClearPool(pooled);
        _folder.Delete(recursive: true);
    }
}
