using System.Collections.Concurrent;
using Leadmetrics.Chaos.Checking;

namespace Leadmetrics.Chaos.Working;

/// <summary>Workers that are started again whenever one has ended. Safe for concurrent use.</summary>
internal sealed class Fleet(int count, Func<string, Random, WorkerSettings> settings, int seed, Findings findings) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Place[] _places = [.. Enumerable.Range(0, count).Select(_ => new Place())];
    private readonly CancellationTokenSource _ending = new();
    private readonly List<string> _lines = [];
    private readonly ConcurrentDictionary<string, int> _processes = new();
    private readonly ConcurrentDictionary<int, long> _gone = new();
    private Task[] _keeping = [];
    private int _started;

    /// <summary>How many workers were started.</summary>
    public int Started => _started;

    /// <summary>The process ids of all workers that ever were, by what they call themselves to servers.</summary>
    public IReadOnlyDictionary<string, int> Processes => _processes;

    /// <summary>Whether one of them stands still.</summary>
    public bool IsAnybodyStopped
    {
        get
        {
            lock (_lock) return _places.Any(place => place.Worker is { IsRunning: true, IsFrozen: true });
        }
    }

    /// <summary>For how long at least one worker has been working without a break.</summary>
    public TimeSpan WorkingFor
    {
        get
        {
            lock (_lock)
            {
                return _places.Max(place => place.Worker is { IsRunning: true, IsFrozen: false } ? TimeProvider.System.GetElapsedTime(place.Since) : TimeSpan.Zero);
            }
        }
    }

    /// <summary>What workers that have ended said last.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines, .. _places.SelectMany(place => Named(place.Worker))];
        }
    }

    /// <summary>For how long a process of a worker has been gone; <see langword="null"/>: it runs.</summary>
    public TimeSpan? GoneFor(int process) => _gone.TryGetValue(process, out var since) ? TimeProvider.System.GetElapsedTime(since) : null;

    public void Start() => _keeping = [.. _places.Select((place, i) => Task.Run(() => KeepAsync(place, i)))];

    /// <summary>One of the workers that run, by chance.</summary>
    public WorkerProcess? Choose(Random random)
    {
        lock (_lock)
        {
            var running = _places.Select(place => place.Worker).OfType<WorkerProcess>().Where(worker => worker is { IsRunning: true, IsFrozen: false }).ToList();
            return running.Count == 0 ? null : running[random.Next(running.Count)];
        }
    }

    public void KillAll()
    {
        lock (_lock)
        {
            foreach (var place in _places) place.Worker?.KillNow();
        }
    }

    /// <summary>Kills the worker that calls itself so.</summary>
    public void Kill(string name)
    {
        lock (_lock) _places.Select(place => place.Worker).FirstOrDefault(worker => worker?.Settings.Name == name)?.KillNow();
    }

    /// <summary>Stops a worker for a while.</summary>
    public async Task FreezeAsync(WorkerProcess worker, TimeSpan time, CancellationToken cancellationToken)
    {
        worker.Freeze();
        try
        {
            await Task.Delay(time, TimeProvider.System, cancellationToken);
        }
        finally
        {
            worker.Thaw();
            lock (_lock)
            {
                foreach (var place in _places.Where(place => place.Worker == worker)) place.Since = TimeProvider.System.GetTimestamp();
            }
        }
    }

    /// <summary>Asks all workers to end, one after the other; they are started anew.</summary>
    public async Task RenewAsync()
    {
        foreach (var place in _places)
        {
            if (place.Worker is { IsRunning: true } worker) await worker.EndAsync();
        }
    }

    /// <summary>Asks all workers to end, and starts none again.</summary>
    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        WorkerProcess[] workers;
        lock (_lock) workers = [.. _places.Select(place => place.Worker).OfType<WorkerProcess>()];
        await Task.WhenAll(workers.Select(worker => worker.EndAsync()));
        await Task.WhenAll(_keeping);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        KillAll();
        await Task.WhenAll(_keeping);
        _ending.Dispose();
    }

    private static IEnumerable<string> Named(WorkerProcess? worker) => worker is null ? [] : worker.Lines.Select(line => $"{worker.Settings.Name} {worker.Id}: {line}");

    private async Task KeepAsync(Place place, int number)
    {
        var random = new Random(seed + number);
        while (!_ending.IsCancellationRequested)
        {
            var name = $"worker{Interlocked.Increment(ref _started)}.chaos.test";
            try
            {
                await using var worker = await WorkerProcess.StartAsync(settings(name, random), process => _processes[name] = process, _ending.Token);
                lock (_lock) (place.Worker, place.Since) = (worker, TimeProvider.System.GetTimestamp());
                await worker.Ended;
                Gone(name);
                lock (_lock)
                {
                    place.Worker = null;
                    _lines.AddRange(Named(worker));
                }

                // 137: killed; 0: asked to end.
                if (worker.ExitCode is not (137 or 0)) findings.Add($"{worker.Settings.Name} ended by itself with {worker.ExitCode}: {string.Join(" | ", worker.Lines.TakeLast(5))}");
                await Task.Delay(TimeSpan.FromSeconds(2 * random.NextDouble()), TimeProvider.System, _ending.Token);
            }
            catch (InvalidOperationException)
            {
                // Ended before it was ready: killed while it was starting.
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                // No more workers.
            }

            Gone(name);
        }
    }

    private void Gone(string name)
    {
        if (_processes.TryGetValue(name, out var process)) _gone.TryAdd(process, TimeProvider.System.GetTimestamp());
    }

    private sealed class Place
    {
        public WorkerProcess? Worker { get; set; }

        public long Since { get; set; }
    }
}
