using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Chaos.Storing;
using Leadmetrics.Chaos.Working;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Leadmetrics.Integration.Queue;

/// <summary>What every scenario of the queue stands on: a durable PostgreSQL, a host that queues, workers in processes of their own, and servers that note what they take.</summary>
[Collection(QueueProcesses.Name)]
public abstract class QueueScenario(PeerFixture<DurablePostgresPeer> postgres) : IAsyncLifetime
{
    internal static readonly TenantId Acme = new("acme");
    internal static readonly TenantId Globex = new("globex");
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly string _schema = $"test_{Guid.NewGuid():N}";
    private readonly string _key = TestHost.NewKey();
    private readonly List<IAsyncDisposable> _owned = [];
    private readonly CancellationTokenSource _patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private PostgresPeer? _server;
    private IHost? _host;
    private int _workers;
    private int _mails;

    internal PostgresPeer Server => _server!;

    internal string Connection { get; private set; } = "";

    internal PostgresRows Rows { get; private set; } = null!;

    internal Receipts Receipts { get; } = new();

    internal Ledger Ledger { get; } = new();

    internal Findings Findings { get; } = new();

    internal Enqueuer Enqueuer { get; private set; } = null!;

    internal IMailQueue Queue => Get<IMailQueue>();

    /// <summary>Ends when a scenario has taken too long.</summary>
    internal CancellationToken Patience => _patience.Token;

    /// <summary>How long a scenario may take.</summary>
    protected virtual TimeSpan Limit => TimeSpan.FromMinutes(2);

    /// <summary>Whether the scenario ends and starts its server, and so has one of its own.</summary>
    protected virtual bool OwnServer => false;

    /// <summary>Where a host of a name calls SendGrid.</summary>
    protected virtual string? SendGridFor(string name) => null;

    public virtual async ValueTask InitializeAsync()
    {
        _patience.CancelAfter(Limit);
        if (OwnServer)
        {
            var own = new DurablePostgresPeer();
            _owned.Add(own);
            await own.StartAsync();
            _server = own.Server;
        }
        else
        {
            _server = (await postgres.GetAsync()).Server;
        }

        Connection = new NpgsqlConnectionStringBuilder(_server.ConnectionString) { MaxPoolSize = 20, Timeout = 5, ApplicationName = _schema }.ToString();
        _host = QueueHost.Build(Settings("producer.test"), works: false);
        await _host.StartAsync();
        Rows = new PostgresRows(_server.ConnectionString, _schema);
        var source = NpgsqlDataSource.Create(Connection);
        _owned.Insert(0, source);
        _owned.Insert(0, Rows);
        Enqueuer = new Enqueuer(Get<ITenantMailer>(), async cancellationToken => await source.OpenConnectionAsync(cancellationToken), Ledger, Findings);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned.OfType<WorkerProcess>()) await owned.DisposeAsync();
        foreach (var owned in _owned.Where(owned => owned is Fleet or SmtpSink)) await owned.DisposeAsync();
        if (_host is not null) await _host.StopAsync();
        _host?.Dispose();
        foreach (var owned in _owned.Where(owned => owned is not (WorkerProcess or Fleet or SmtpSink))) await owned.DisposeAsync();
        _patience.Dispose();
        GC.SuppressFinalize(this);
    }

    internal T Get<T>()
        where T : notnull => _host!.Services.GetRequiredService<T>();

    internal WorkerSettings Settings(string name) => new() { Name = name, Database = Connection, Schema = _schema, Key = _key, Lease = Lease, SendGrid = SendGridFor(name) };

    /// <summary>Is disposed of behind workers and host.</summary>
    internal void Own(IAsyncDisposable owned) => _owned.Add(owned);

    /// <summary>A tenant with a server of its own.</summary>
    internal async Task<SmtpSink> AddTenantAsync(TenantId tenant, SendingLimits? limits = null)
    {
        var sink = new SmtpSink(tenant.Value, Receipts);
        _owned.Add(sink);
        await SinkAccount.AddAsync(Get<ITenantProviders>(), tenant, sink, limits);
        return sink;
    }

    internal async Task<WorkerProcess> StartWorkerAsync(Func<WorkerSettings, WorkerSettings>? change = null)
    {
        var settings = Settings($"worker{Interlocked.Increment(ref _workers)}.test");
        var worker = await WorkerProcess.StartAsync(change?.Invoke(settings) ?? settings, cancellationToken: Patience);
        lock (_owned) _owned.Add(worker);
        return worker;
    }

    /// <summary>Workers side by side.</summary>
    internal async Task<IReadOnlyList<WorkerProcess>> StartWorkersAsync(int count, Func<WorkerSettings, WorkerSettings>? change = null) =>
        await Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartWorkerAsync(change)));

    /// <summary>Ends all workers: by SIGTERM, or by kill -9.</summary>
    internal async Task EndWorkersAsync(bool killed = false)
    {
        WorkerProcess[] running;
        lock (_owned) running = [.. _owned.OfType<WorkerProcess>().Where(worker => worker.IsRunning)];
        await Task.WhenAll(running.Select(worker => killed ? worker.KillAsync() : worker.EndAsync()));
    }

    /// <summary>Workers that are started again when they have ended.</summary>
    internal Fleet StartFleet(int count)
    {
        var fleet = new Fleet(count, (name, _) => Settings(name), 1, Findings);
        _owned.Add(fleet);
        fleet.Start();
        return fleet;
    }

    internal Wanted Mail(TenantId tenant, string? subject = null) => new() { Subject = subject ?? $"mail-{Interlocked.Increment(ref _mails)}", Tenant = tenant };

    /// <summary>Queues many, all of which are acknowledged.</summary>
    internal Task QueueAsync(TenantId tenant, int count) => QueueAsync([.. Enumerable.Range(0, count).Select(_ => Mail(tenant))]);

    /// <summary>Queues many of one tenant, all of which are acknowledged.</summary>
    internal async Task QueueAsync(IReadOnlyCollection<Wanted> mails)
    {
        foreach (var piece in mails.Chunk(1000))
        {
            await Enqueuer.QueueManyAsync(piece, Patience);
            Assert.True(Enqueuer.Broke is null, Enqueuer.Broke?.ToString());
        }
    }

    /// <summary>Ends when so many different mails have arrived.</summary>
    internal Task ArrivedAsync(int mails) => Receipts.UntilAsync(receipts => receipts.Mails >= mails, Patience);

    /// <summary>Ends when something holds in the database; for what gives no signal.</summary>
    internal async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var ticks = new PeriodicTimer(Look, TimeProvider.System);
        while (!await holds()) await ticks.WaitForNextTickAsync(Patience);
    }

    /// <summary>Ends when no mail is live.</summary>
    internal async Task SettledAsync()
    {
        try
        {
            await UntilAsync(async () => await Rows.CountAsync("email_job") == 0);
        }
        catch (OperationCanceledException)
        {
            var left = await Rows.JobsAsync("LIMIT 5");
            Assert.Fail($"Live all the time: {string.Join(Environment.NewLine, left)}{Environment.NewLine}{string.Join(Environment.NewLine, _owned.OfType<WorkerProcess>().SelectMany(worker => worker.Lines.TakeLast(20)))}");
        }
    }

    /// <summary>What is known now; nothing of it may break a promise.</summary>
    internal async Task<Outcome> CheckAsync()
    {
        var workers = _owned.OfType<WorkerProcess>().Select(worker => KeyValuePair.Create(worker.Settings.Name, worker.Id)).Concat(_owned.OfType<Fleet>().SelectMany(fleet => fleet.Processes));
        var outcome = await Outcome.ReadAsync(Ledger, Receipts, Rows, new Dictionary<string, int>(workers));
        None([.. Findings.All, .. outcome.Check()]);
        return outcome;
    }

    // xunit shows the first words of the first few.
    internal static void None(IReadOnlyCollection<string> findings) => Assert.True(findings.Count == 0, $"{findings.Count} findings:\n{string.Join('\n', findings.Take(20))}");
}
