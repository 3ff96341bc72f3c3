using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Leadmetrics.Peers;

/// <summary>A server process and its throwaway folder, tied to the life of this process by tests/peers/tether.sh.</summary>
/// <remarks>
/// States: idle (a folder, no server) → running → ended → running …; disposed of: no server, no folder.
/// Invariants: whatever happens to this process, the script sees the end of its standard input, stops the server and removes the folder;
/// the server's output is always drained; who awaits a line of it is answered also when the server ends.
/// </remarks>
internal sealed class Tether : IAsyncDisposable
{
    private const int LinesKept = 200;
    private const string StartedLine = "tether: started ";
    private const string ExitedLine = "tether: exited ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ProbePause = TimeSpan.FromMilliseconds(25);

    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new();
    private readonly List<(Func<string, bool> Match, TaskCompletionSource<string> Seen)> _awaited = [];
    private readonly string _kind;
    private readonly Process _script;
    private Task _drain = Task.CompletedTask;
    private TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Tether(string kind, string folder, Process script)
    {
        _kind = kind;
        Folder = folder;
        _script = script;
    }

    /// <summary>The server's own folder, which goes with it.</summary>
    public string Folder { get; }

    /// <summary>The server's process id, once started.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Makes the folder and holds it; the server is not started yet.</summary>
    /// <param name="kind">A word for the folder's name and for errors.</param>
    /// <param name="stopSignal">What ends the server: TERM, QUIT…</param>
    /// <param name="command">The server's command line, given the folder.</param>
    /// <param name="cancellationToken">Ends the wait for the script.</param>
    public static async Task<Tether> CreateAsync(
        string kind, string stopSignal, Func<string, IReadOnlyList<string>> command, CancellationToken cancellationToken)
    {
        var folder = MakeFolder(kind);
        // A session of its own: a Ctrl-C in the terminal, or a killed process group, must not take the script before it could tidy up.
        var setsid = Executables.Find("setsid");
        string[] script = [Executables.Bash, PeerFiles.Path("tether.sh"), folder, stopSignal, .. command(folder)];
        string[] line = setsid is null ? script : [setsid, .. script];
        var process = Process.Start(Command.Describe(line[0], line[1..])) ?? throw new PeerFailedException($"{line[0]} did not start.");
        var tether = new Tether(kind, folder, process);
        await tether.ExpectAsync(seen => seen == "tether: ready", tether.BeginDrainAsync, cancellationToken);
        return tether;
    }

    /// <summary>Starts the server and waits for the line that says it is ready.</summary>
    public async Task<string> StartAsync(Func<string, bool> isReady, CancellationToken cancellationToken)
    {
        lock (_gate)
            _exited = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        return await ExpectAsync(isReady, () => SendAsync("start"), cancellationToken);
    }

    /// <summary>Starts a server that says nothing when it is ready, and asks it until it answers.</summary>
    public async Task StartAsync(Func<CancellationToken, Task<bool>> probe, CancellationToken cancellationToken)
    {
        await StartAsync(line => line.StartsWith(StartedLine, StringComparison.Ordinal), cancellationToken);
        await UntilAsync("answer", probe, cancellationToken);
    }

    /// <summary>Asks <paramref name="probe"/> again and again until it holds. For what gives no signal.</summary>
    /// <exception cref="PeerFailedException">The server ended, or a minute has passed.</exception>
    public async Task UntilAsync(string what, Func<CancellationToken, Task<bool>> probe, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(StartLimit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            while (!await probe(either.Token))
            {
                if (_exited.Task.IsCompleted || _drain.IsCompleted)
                    throw Failed($"ended before it did {what}");
                await Task.Delay(ProbePause, TimeProvider.System, either.Token);
            }
        }
        catch (OperationCanceledException cancelled) when (limit.IsCancellationRequested)
        {
            throw Failed($"did not {what} within {StartLimit}", cancelled);
        }
    }

    /// <summary>Sends the server a signal and waits until it has ended.</summary>
    public async Task StopAsync(string signal, CancellationToken cancellationToken)
    {
        await SendAsync("signal " + signal);
        await _exited.Task.WaitAsync(StartLimit, TimeProvider.System, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync().WaitAsync(StartLimit, TimeProvider.System);
        await _drain.WaitAsync(StartLimit, TimeProvider.System);
        _script.Dispose();
    }

    private static string MakeFolder(string kind)
    {
        // The servers' own users must be able to enter it, which a root's private TMPDIR would not let them.
        var parent = Environment.UserName == "root" ? "/tmp" : Path.GetTempPath();
        var folder = Path.Combine(parent, $"leadmetrics-peer-{kind}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}");
        Directory.CreateDirectory(folder);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        return folder;
    }

    private async Task SendAsync(string line)
    {
        await _script.StandardInput.WriteAsync(line + "\n");
        await _script.StandardInput.FlushAsync();
    }

    /// <summary>Awaits a line of output; registered before <paramref name="act"/> runs, so that none is missed.</summary>
    private async Task<string> ExpectAsync(Func<string, bool> match, Func<Task> act, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _awaited.Add((match, seen));
        await act();
        try
        {
            return await seen.Task.WaitAsync(StartLimit, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException late)
        {
            throw Failed($"said nothing of being ready within {StartLimit}", late);
        }
    }

    private Task BeginDrainAsync()
    {
        _drain = DrainAsync();
        return Task.CompletedTask;
    }

    private async Task DrainAsync()
    {
        while (await _script.StandardOutput.ReadLineAsync() is { } line)
            Note(line);
        lock (_gate)
            FailAwaited_NeedsLock();
    }

    private void Note(string line)
    {
        lock (_gate)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept)
                _lines.Dequeue();
            if (line.StartsWith(StartedLine, StringComparison.Ordinal))
                ProcessId = int.Parse(line.AsSpan(StartedLine.Length), CultureInfo.InvariantCulture);
            foreach (var awaited in _awaited.Where(awaited => awaited.Match(line)).ToList())
            {
                awaited.Seen.TrySetResult(line);
                _awaited.Remove(awaited);
            }
            if (line.StartsWith(ExitedLine, StringComparison.Ordinal))
            {
                FailAwaited_NeedsLock();
                _exited.TrySetResult(int.Parse(line.AsSpan(ExitedLine.Length), CultureInfo.InvariantCulture));
            }
        }
    }

    private void FailAwaited_NeedsLock()
    {
        foreach (var (_, seen) in _awaited)
            seen.TrySetException(Failed("ended before it was ready"));
        _awaited.Clear();
    }

    private PeerFailedException Failed(string what, Exception? cause = null)
    {
        lock (_gate)
            return new PeerFailedException($"{_kind} {what}. Its last output:{Environment.NewLine}{string.Join(Environment.NewLine, _lines)}", cause);
    }
}
