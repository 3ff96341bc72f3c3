using System.Threading.Channels;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Carries what sends find out about providers to the store and to the host's sinks, behind the sends' backs.</summary>
/// <remarks>
/// One line, one reader, started by the first note. Invariants: a send never waits for the store or for a sink, and never fails because of one; a row's error is
/// stored before its event is raised; notes of one row stay in order. The line is bounded: where a sink is so slow that it fills up, the oldest note is lost, and the log says so.
/// Disposing takes what is in line to its end, for five seconds at most.
/// </remarks>
internal sealed class ProviderEvents : IAsyncDisposable, IDisposable
{
    private const int MaxWaiting = 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Channel<(Func<CancellationToken, Task>? Store, ProviderEvent? Event)> _line;
    private readonly IProviderEventSink[] _sinks;
    private readonly ILogger<ProviderEvents> _logger;
    private readonly CancellationTokenSource _ending;
    private readonly Lazy<Task> _reading;

    public ProviderEvents(IEnumerable<IProviderEventSink> sinks, TimeProvider timeProvider, ILogger<ProviderEvents> logger)
    {
        _sinks = [.. sinks];
        _logger = logger;
        _ending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _line = Channel.CreateBounded<(Func<CancellationToken, Task>?, ProviderEvent?)>(
            new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Log.ProviderEventLost(_logger, MaxWaiting));
        _reading = new Lazy<Task>(() => Task.Run(ReadAsync));
    }

    /// <summary>Takes a note: what to store first, and what to raise then.</summary>
    public void Note(Func<CancellationToken, Task>? store, ProviderEvent? raised)
    {
        // After the end nobody is left to hear it.
        if (_line.Writer.TryWrite((store, raised))) _ = _reading.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_line.Writer.TryComplete()) return;
        _ending.CancelAfter(Farewell);
        if (_reading.IsValueCreated) await _reading.Value.ConfigureAwait(false);
        _ending.Dispose();
    }

    // A container that is disposed synchronously has nowhere to wait: the line is read to its end in the background.
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async Task ReadAsync()
    {
        await foreach (var (store, raised) in _line.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (store is not null) await GuardAsync(() => store(_ending.Token)).ConfigureAwait(false);
            if (raised is null) continue;
            foreach (var sink in _sinks) await GuardAsync(() => sink.HandleAsync(raised, _ending.Token).AsTask()).ConfigureAwait(false);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().WaitAsync(_ending.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            Log.ProviderEventFailed(_logger, failure);
        }
    }
}
