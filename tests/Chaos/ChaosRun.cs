using System.Collections.Concurrent;
using System.Globalization;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Chaos.Troubling;
using Leadmetrics.Chaos.Working;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Leadmetrics.Chaos;

/// <summary>One run: mail is queued and sent while everything goes wrong by a seed; then all is made good, what is left is sent, and what came of it is checked.</summary>
/// <remarks>Everything that it starts is its own, and is gone when it is disposed of: the database with its folder, the workers, the sinks.</remarks>
internal sealed class ChaosRun(ChaosOptions options) : IAsyncDisposable
{
    private const int Tenants = 8;
    private const int PerMinute = 50;
    private const string Schema = "chaos";
    private static readonly TenantId Limited = new("limited");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly PostgresPeer _postgres = new(new PostgresPeerOptions { ConnectionString = null, Durable = true });
    private readonly Receipts _receipts = new();
    private readonly Ledger _ledger = new();
    private readonly Findings _findings = new();
    private readonly ConcurrentDictionary<string, int> _made = new();
    private readonly string _key = KeyGenerator.NewKey();
    private List<SmtpSink> _sinks = [];
    private Fleet? _fleet;
    private QueueRows? _rows;
    private IHost? _host;

    public async Task<IReadOnlyCollection<string>> RunAsync(CancellationToken interrupted)
    {
        Say($"seed {options.Seed}, {options.Minutes} minutes, {options.Workers} workers, {options.Rate} mails a second, leases of {options.Lease.TotalSeconds} s");
        await _postgres.StartAsync(interrupted);
        var connection = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { MaxPoolSize = 20, Timeout = 5, CommandTimeout = 15, ApplicationName = "chaos" }.ToString();
        _sinks = [.. Enumerable.Range(0, 3).Select(i => new SmtpSink($"sink{i}", _receipts)), new SmtpSink("limited", _receipts)];
        _host = QueueHost.Build(new WorkerSettings { Name = "producer.chaos.test", Database = connection, Schema = Schema, Key = _key }, works: false);
        await _host.StartAsync(interrupted);
        var accounts = await AddTenantsAsync(_host.Services.GetRequiredService<ITenantProviders>());
        _rows = new QueueRows(_postgres.ConnectionString, Schema);
        _fleet = new Fleet(options.Workers, (name, random) => Settings(name, connection, random), options.Seed, _findings);
        foreach (var sink in _sinks) sink.Came = LetLiveAsync;

        using var database = new DatabaseTroubles(_postgres, _rows);
        var watcher = new Watcher(_rows, () => database.UpFor < _fleet.WorkingFor ? database.UpFor : _fleet.WorkingFor, _findings);
        using var watched = new CancellationTokenSource();
        var watching = watcher.RunAsync(watched.Token);
        _fleet.Start();
        await WreckAsync(connection, accounts, database, interrupted);
        await SettleAsync(interrupted);
        await _fleet.EndAsync();
        await watched.CancelAsync();
        await watching;
        if (interrupted.IsCancellationRequested) _findings.Add("interrupted");

        var outcome = await Outcome.ReadAsync(_ledger, _receipts, _rows);
        Tell(outcome, watcher);
        return [.. _findings.All, .. outcome.Check()];
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null)
        {
            await _fleet.DisposeAsync();
            if (options.Log is { } log) await File.WriteAllLinesAsync(log, _fleet.Lines);
        }

        foreach (var sink in _sinks) await sink.DisposeAsync();
        _host?.Dispose();
        if (_rows is not null) await _rows.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    private static void Say(string line) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss} {line}"));

    private WorkerSettings Settings(string name, string connection, Random random) => new()
    {
        Name = name,
        Database = connection,
        Schema = Schema,
        Key = _key,
        Lease = options.Lease,
        ClockOff = random.Next(3) == 0 ? TimeSpan.FromHours(random.Next(2) == 0 ? 1 : -1) : TimeSpan.Zero,
    };

    private async Task<Dictionary<TenantId, Guid>> AddTenantsAsync(ITenantProviders providers)
    {
        var accounts = new Dictionary<TenantId, Guid>();
        for (var i = 0; i < Tenants; i++)
        {
            var tenant = new TenantId($"tenant{i}");
            accounts.Add(tenant, await SinkAccount.AddAsync(providers, tenant, _sinks[i % 3]));
        }

        await SinkAccount.AddAsync(providers, Limited, _sinks[3], new() { PerMinute = PerMinute });
        return accounts;
    }

    // Whoever sends a deadly mail dies of it.
    private ValueTask<bool> LetLiveAsync(SinkMail mail)
    {
        var isDeadly = mail.Subject.StartsWith(Producers.Deadly, StringComparison.Ordinal);
        if (isDeadly) _fleet!.Kill(mail.Client);
        return ValueTask.FromResult(!isDeadly);
    }

    private async Task WreckAsync(string connection, IReadOnlyDictionary<TenantId, Guid> accounts, DatabaseTroubles database, CancellationToken interrupted)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        over.CancelAfter(TimeSpan.FromMinutes(options.Minutes));
        await using var source = NpgsqlDataSource.Create(connection);
        var enqueuer = new Enqueuer(_host!.Services.GetRequiredService<ITenantMailer>(), async cancellationToken => await source.OpenConnectionAsync(cancellationToken), _ledger);
        var producing = new Producers(enqueuer, [.. accounts.Keys], Limited, PerMinute, options.Rate, options.Seed).RunAsync(over.Token);
        var operators = new OperatorTroubles(_host.Services.GetRequiredService<IMailQueue>(), _host.Services.GetRequiredService<ITenantProviders>(), accounts, _rows!, _findings);
        var sinks = new SinkTroubles(_sinks[..3], options.Lease);
        Trouble[] troubles = [.. new WorkerTroubles(_fleet!, options.Lease).All, .. database.All, .. sinks.All, .. operators.All];
        var random = new Random(options.Seed);
        var making = new List<Task>();
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.3 + (2.5 * random.NextDouble())), TimeProvider.System, over.Token);
                var trouble = Choose(troubles, random);
                _made.AddOrUpdate(trouble.Name, 1, (_, times) => times + 1);
                making.RemoveAll(made => made.IsCompletedSuccessfully);
                making.Add(MakeAsync(trouble, new Random(random.Next()), over.Token));
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Enough.
        }

        await Task.WhenAll([producing, .. making]);
        sinks.Heal();
        Say($"queued: {_ledger.Entries.Count} calls; arrived: {_receipts.Mails}; {operators.Paused} pauses looked at; settling");
    }

    private static Trouble Choose(Trouble[] troubles, Random random)
    {
        var at = random.Next(troubles.Sum(trouble => trouble.Weight));
        return troubles.First(trouble => (at -= trouble.Weight) < 0);
    }

    private async Task MakeAsync(Trouble trouble, Random random, CancellationToken over)
    {
        try
        {
            await trouble.Make(random, over);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Cut short by the end of the run.
        }
        catch (Exception broken)
        {
            _findings.Add($"{trouble.Name}: {broken}");
        }
    }

    // All is well again, and time passes quickly: everything has to come to an end.
    private async Task SettleAsync(CancellationToken interrupted)
    {
        await OperatorTroubles.InsistAsync(() => _fleet!.RenewAsync());
        var began = TimeProvider.System.GetTimestamp();
        using var ticks = new PeriodicTimer(Look, TimeProvider.System);
        while (!interrupted.IsCancellationRequested)
        {
            await _rows!.PassTimeAsync();
            var jobs = await _rows.JobsAsync();
            await SettleHeldAsync(jobs.Where(job => job.State == JobRow.Held));
            if (jobs.Count == 0) return;
            if (TimeProvider.System.GetElapsedTime(began) > Patience)
            {
                foreach (var job in jobs.Take(20)) _findings.Add($"{job.Tenant}/{job.Id}: does not come to an end: {job}");
                return;
            }

            await ticks.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    // As somebody does who has looked into the server's log.
    private async Task SettleHeldAsync(IEnumerable<JobRow> held)
    {
        var queue = _host!.Services.GetRequiredService<IMailQueue>();
        foreach (var job in held)
        {
            var mail = await queue.FindAsync(new TenantId(job.Tenant), job.Id);
            if (mail is null) _findings.Add($"{job.Tenant}/{job.Id}: is held, and cannot be found");
            else await queue.SettleAsync(new TenantId(job.Tenant), job.Id, _receipts.Copies.ContainsKey(mail.MessageId));
        }
    }

    private void Tell(Outcome outcome, Watcher watcher)
    {
        foreach (var (name, times) in _made.OrderByDescending(made => made.Value)) Say($"{times,5} x {name}");
        Say($"workers started: {_fleet!.Started}; longest wait for a rescue behind a lease: {watcher.LongestSeen:F1} s");
        Say($"calls: {_ledger.Count(Fate.Acknowledged)} acknowledged, {_ledger.Count(Fate.RolledBack)} rolled back, {_ledger.Count(Fate.Unknown)} without an answer; stored: {outcome.Messages.Count}");
        Say($"arrived: {_receipts.Mails} mails, {CopyCheck.Count(outcome)} further copies; dead: {outcome.Dead.Count}{string.Concat(outcome.Dead.GroupBy(dead => dead.Reason).Select(dead => $", {dead.Count()} {dead.Key}"))}");
        Say($"history: {string.Join(", ", outcome.Attempts.GroupBy(attempt => attempt.Outcome).OrderBy(kind => kind.Key).Select(kind => $"{kind.Count()} {kind.Key}"))}");
        var limited = _receipts.All.Where(receipt => receipt.Sink == "limited").ToList();
        var window = TimeSpan.FromMinutes(1) - options.Lease;
        var most = LimitCheck.Most(limited, window);
        Say($"limited to {PerMinute} a minute: {limited.Count} arrived, at most {LimitCheck.Most(limited, TimeSpan.FromMinutes(1))} within a minute, {most} within {window.TotalSeconds} s");

        // A mail is counted before it goes, and may be on its way for as long as its lease lasts.
        if (most > PerMinute) _findings.Add($"{most} mails arrived within {window}, with a limit of {PerMinute} a minute");
    }
}
