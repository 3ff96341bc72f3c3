using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Leadmetrics.Chaos.Working;

/// <summary>A worker in a process of its own, which can be killed, frozen and asked to end. Gone when it is disposed of.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private const int LinesKept = 2000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();
    private readonly List<(string Text, int Times, TaskCompletionSource Said)> _awaited = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drained;
    private volatile bool _isGone;

    private WorkerProcess(WorkerSettings settings, Process process)
    {
        Settings = settings;
        Id = process.Id;
        _process = process;
        _drained = Task.WhenAll(DrainAsync(process.StandardOutput), DrainAsync(process.StandardError));
    }

    public WorkerSettings Settings { get; }

    public int Id { get; }

    public bool IsRunning => !_isGone && !_process.HasExited;

    /// <summary>Whether it is stopped by <see cref="Freeze"/>.</summary>
    public bool IsFrozen { get; private set; }

    public int ExitCode => _process.ExitCode;

    /// <summary>Ends when the process has.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>Its last lines.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <param name="settings">What it is told.</param>
    /// <param name="started">Told its process id at once: it works before it says that it is ready.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InvalidOperationException">It ended before it was ready.</exception>
    public static async Task<WorkerProcess> StartAsync(WorkerSettings settings, Action<int>? started = null, CancellationToken cancellationToken = default)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Chaos.dll"), WorkerProgram.Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [WorkerSettings.Variable] = JsonSerializer.Serialize(settings), ["DOTNET_gcServer"] = "0", ["DOTNET_TieredPGO"] = "0" },
        };
        var worker = new WorkerProcess(settings, Process.Start(start)!);
        started?.Invoke(worker.Id);
        try
        {
            await worker._ready.Task.WaitAsync(Limit, TimeProvider.System, cancellationToken);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends when it has said something so many times, from its start on.</summary>
    public async Task SaysAsync(string text, int times, CancellationToken cancellationToken)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            times -= _lines.Count(line => line.Contains(text, StringComparison.Ordinal));
            if (times <= 0) return;
            _awaited.Add((text, times, said));
        }

        await said.Task.WaitAsync(cancellationToken);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        KillNow();
        await _process.WaitForExitAsync().WaitAsync(Limit, TimeProvider.System);
    }

    /// <summary>kill -9, without waiting for the end.</summary>
    public void KillNow()
    {
        if (IsRunning) Signals.KillNow(Id);
    }

    /// <summary>SIGSTOP.</summary>
    public void Freeze()
    {
        IsFrozen = true;
        if (IsRunning) Signals.Freeze(Id);
    }

    /// <summary>SIGCONT.</summary>
    public void Thaw()
    {
        if (IsRunning) Signals.Thaw(Id);
        IsFrozen = false;
    }

    /// <summary>SIGTERM, and the end.</summary>
    public async Task EndAsync()
    {
        if (IsRunning) Signals.AskToEnd(Id);
        await _process.WaitForExitAsync().WaitAsync(Limit, TimeProvider.System);
    }

    /// <summary>The octets of memory that are its own now.</summary>
    public long Memory()
    {
        var status = File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith("RssAnon:", StringComparison.Ordinal));
        return long.Parse(status.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _isGone = true;
        await _drained.WaitAsync(Limit, TimeProvider.System);
        _process.Dispose();
    }

    private void Tell_NeedsLock(string line)
    {
        for (var i = _awaited.Count - 1; i >= 0; i--)
        {
            var (text, times, said) = _awaited[i];
            if (!line.Contains(text, StringComparison.Ordinal)) continue;
            if (times > 1)
            {
                _awaited[i] = (text, times - 1, said);
                continue;
            }

            _awaited.RemoveAt(i);
            said.SetResult();
        }
    }

    private async Task DrainAsync(StreamReader output)
    {
        while (await output.ReadLineAsync() is { } line)
        {
            if (line == WorkerProgram.Ready) _ready.TrySetResult();
            lock (_lock)
            {
                _lines.Enqueue(line);
                if (_lines.Count > LinesKept) _lines.Dequeue();
                Tell_NeedsLock(line);
            }
        }

        lock (_lock) _ready.TrySetException(new InvalidOperationException($"{Settings.Name} ended before it was ready:{Environment.NewLine}{string.Join(Environment.NewLine, _lines)}"));
    }
}
