using System.Collections.Concurrent;
using System.Globalization;
using Leadmetrics.Chaos.Checking;
using Leadmetrics.Chaos.Producing;
using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Chaos.Storing;
using Leadmetrics.Chaos.Troubling;
using Leadmetrics.Chaos.Working;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Leadmetrics.Chaos;

/// <summary>One run: mail is queued and sent while everything goes wrong by a seed; then all is made good, what is left is sent, and what came of it is checked.</summary>
/// <remarks>Everything that it starts is its own, and is gone when it is disposed of: the store with its folder, the workers, the sinks.</remarks>
internal sealed class ChaosRun(ChaosOptions options, IStoreUnderChaos store, ChaosScreen screen) : IAsyncDisposable
{
    private const int Tenants = 8;
    private const int PerMinute = 50;
    private static readonly TenantId Limited = new("limited");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly Receipts _receipts = new();
    private readonly Ledger _ledger = new();
    private readonly Findings _findings = new();
    private readonly ConcurrentDictionary<string, int> _made = new();
    private readonly string _key = KeyGenerator.NewKey();
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private List<SmtpSink> _sinks = [];
    private Fleet? _fleet;
    private IHost? _host;
    private OperatorTroubles? _operators;
    private string _doing = "starting";

    /// <summary>What workers said that have ended.</summary>
    public IReadOnlyList<string> WorkerLines => _fleet?.Lines ?? [];

    /// <returns>What was done and found; <see langword="null"/> where the run was interrupted, and nothing can be told.</returns>
    public async Task<ChaosReport?> RunAsync(CancellationToken interrupted)
    {
        screen.Say(string.Create(CultureInfo.InvariantCulture, $"seed {options.Seed}, {options.Minutes} minutes, {options.Workers} workers, {options.Rate} mails a second, leases of {options.Lease.TotalSeconds} s, {store.Description}"));
        await store.StartAsync(interrupted);
        _sinks = [.. Enumerable.Range(0, 3).Select(i => new SmtpSink($"sink{i}", _receipts)), new SmtpSink(Limited.Value, _receipts)];
        _host = QueueHost.Build(store.Lead(new WorkerSettings { Name = "producer.chaos.test", Key = _key }), works: false);
        await _host.StartAsync(interrupted);
        var accounts = await AddTenantsAsync(_host.Services.GetRequiredService<ITenantProviders>());
        _fleet = new Fleet(options.Workers, Settings, options.Seed, _findings);
        foreach (var sink in _sinks) sink.Came = LetLiveAsync;

        var watcher = new Watcher(store.Rows, () => store.UpFor < _fleet.WorkingFor ? store.UpFor : _fleet.WorkingFor, _fleet.GoneFor, options.Lease, _findings);
        using var watched = new CancellationTokenSource();
        var watching = Task.WhenAll(watcher.RunAsync(watched.Token), store.WatchAsync(() => _fleet.IsAnybodyStopped, _findings, watched.Token), new ChaosProgress(screen, Progress).RunAsync(watched.Token));
        _fleet.Start();
        await WreckAsync(accounts, interrupted);
        await SettleAsync(interrupted);
        await _fleet.EndAsync();
        await watched.CancelAsync();
        await watching;
        if (interrupted.IsCancellationRequested) return null;

        var outcome = await Outcome.ReadAsync(_ledger, _receipts, store.Rows, _fleet.Processes);
        var limits = new LimitCheck([.. outcome.Receipts.Where(receipt => receipt.Sink == Limited.Value)], PerMinute, options.Lease, _findings);
        limits.Run();
        new BurialCheck(outcome, _findings).Run();
        var report = new ChaosReport
        {
            Options = options,
            Store = store.Description,
            Took = TimeProvider.System.GetElapsedTime(_began),
            Troubles = _made,
            Outcome = outcome,
            WorkersStarted = _fleet.Started,
            Pauses = _operators!.Paused,
            Watcher = watcher,
            PerMinute = PerMinute,
            Limits = limits,
        };
        report.CheckItself(_findings);
        return report with { Findings = [.. _findings.All, .. outcome.Check()] };
    }

    public async ValueTask DisposeAsync()
    {
        if (_fleet is not null) await _fleet.DisposeAsync();
        foreach (var sink in _sinks) await sink.DisposeAsync();
        _host?.Dispose();
        await store.DisposeAsync();
    }

    private WorkerSettings Settings(string name, Random random)
    {
        var off = random.Next(3) == 0 ? TimeSpan.FromHours(random.Next(2) == 0 ? 1 : -1) : TimeSpan.Zero;
        return store.Lead(new WorkerSettings { Name = name, Key = _key, Lease = options.Lease, ClockOff = store.HasClock ? off : TimeSpan.Zero });
    }

    private string Progress() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_doing}: {TimeProvider.System.GetElapsedTime(_began):mm\\:ss}, {_ledger.Entries.Count} calls, {_receipts.Mails} mails arrived, {_made.Values.Sum()} troubles, {_fleet!.Started} workers started, {_findings.All.Count} findings");

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

    private async Task WreckAsync(IReadOnlyDictionary<TenantId, Guid> accounts, CancellationToken interrupted)
    {
        _doing = "wrecking";
        using var over = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        over.CancelAfter(TimeSpan.FromMinutes(options.Minutes));
        var enqueuer = new Enqueuer(_host!.Services.GetRequiredService<ITenantMailer>(), store.ConnectAsync, _ledger, _findings);
        var producing = new Producers(enqueuer, [.. accounts.Keys], Limited, PerMinute, options.Rate, options.Seed).RunAsync(over.Token);
        _operators = new OperatorTroubles(_host.Services.GetRequiredService<IMailQueue>(), _host.Services.GetRequiredService<ITenantProviders>(), accounts, store.Rows, _findings);
        var sinks = new SinkTroubles(_sinks[..3], options.Lease);
        Trouble[] troubles = [.. new WorkerTroubles(_fleet!, options.Lease).All, .. new AnswerTroubles(_fleet!, _sinks[..3], options.Lease).All, .. store.Troubles, .. sinks.All, .. _operators.All];
        var random = new Random(options.Seed);
        var making = new List<Task>();

        // Each of them once, in any order: what a short run does not try it does not find. Then by chance.
        Trouble[] once = [.. troubles];
        random.Shuffle(once);
        var first = new Queue<Trouble>(once);
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.3 + (2.5 * random.NextDouble())), TimeProvider.System, over.Token);
                var trouble = first.TryDequeue(out var untried) ? untried : Choose(troubles, random);
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
        _doing = "sending what is left";
        await Outage.OutlastAsync(() => _fleet!.RenewAsync());
        var began = TimeProvider.System.GetTimestamp();
        using var ticks = new PeriodicTimer(Look, TimeProvider.System);
        while (!interrupted.IsCancellationRequested)
        {
            await Outage.OutlastAsync(store.Rows.PassTimeAsync);
            var jobs = await store.Rows.JobsAsync();
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

    // As somebody does who has looked into the server's log, once the server has made up its mind.
    private async Task SettleHeldAsync(IEnumerable<JobRow> held)
    {
        if (_sinks.Any(sink => sink.Undecided > 0)) return;
        var queue = _host!.Services.GetRequiredService<IMailQueue>();
        foreach (var job in held)
        {
            var mail = await queue.FindAsync(new TenantId(job.Tenant), job.Id);
            if (mail is null) _findings.Add($"{job.Tenant}/{job.Id}: is held, and cannot be found");
            else await queue.SettleAsync(new TenantId(job.Tenant), job.Id, _receipts.Copies.ContainsKey(mail.MessageId));
        }
    }
}
