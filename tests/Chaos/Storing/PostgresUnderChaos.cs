using System.Data.Common;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Troubling;
using Leadmetrics.Chaos.Working;
using Leadmetrics.Peers;
using Npgsql;

namespace Leadmetrics.Chaos.Storing;

/// <summary>A PostgreSQL of the run's own, with fsync on: it is stopped as by a crash, and cuts connections.</summary>
internal sealed class PostgresUnderChaos : IStoreUnderChaos
{
    private const string Schema = "chaos";

    private readonly PostgresPeer _server = new(new PostgresPeerOptions { ConnectionString = null, Durable = true });
    private string _connection = "";
    private NpgsqlDataSource? _callers;
    private PostgresRows? _rows;
    private PostgresTroubles? _troubles;

    public string Description => "PostgreSQL, fsync on";

    public bool HasClock => true;

    public IQueueRows Rows => _rows!;

    public IEnumerable<Trouble> Troubles => _troubles!.All;

    public TimeSpan UpFor => _troubles!.UpFor;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(cancellationToken);
        _connection = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { MaxPoolSize = 20, Timeout = 5, CommandTimeout = 15, ApplicationName = "chaos" }.ToString();
        _callers = NpgsqlDataSource.Create(_connection);
        _rows = new PostgresRows(_server.ConnectionString, Schema);
        _troubles = new PostgresTroubles(_server, _rows);
    }

    public WorkerSettings Lead(WorkerSettings settings) => settings with { Database = _connection, Schema = Schema };

    // A worker that stands still holds nobody up: what it does is one round trip.
    public Task WatchAsync(Func<bool> isAnybodyStopped, Findings findings, CancellationToken ending) => Task.CompletedTask;

    public async Task<DbConnection> ConnectAsync(CancellationToken cancellationToken) => await _callers!.OpenConnectionAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _troubles?.Dispose();
        if (_callers is not null) await _callers.DisposeAsync();
        if (_rows is not null) await _rows.DisposeAsync();
        await _server.DisposeAsync();
    }
}
