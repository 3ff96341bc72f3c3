using System.Threading.Channels;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Carries what sends find out about providers to the store and to the host's sinks, behind the sends' backs.</summary>
/// <remarks>
/// Three lines, two readers, started by the first entry. Notes of rows are stored by one reader, and their event then joins the line of changes; the other reader hands
/// events to the sinks one at a time, changes before fallbacks. Invariants: a send never waits for the store or for a sink, and never fails because of one; a row's
/// error is stored before its event is raised; events of one row stay in order; a slow sink holds up no store, and one tenant's flood of fallbacks no other's change.
/// Lines are bounded: the oldest entry of one that fills up is lost, and the log says so. Disposing takes what is in line to its end, for five seconds at most.
/// </remarks>
internal sealed class ProviderEvents : IAsyncDisposable, IDisposable
{
    private const int MaxChanges = 16 * 1024;
    private const int MaxFallbacks = 1024;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Channel<(Func<CancellationToken, Task>? Store, ProviderEvent? Raised)> _notes;
    private readonly Channel<ProviderEvent> _changes;
    private readonly Channel<ProviderEvent> _fallbacks;
    private readonly IProviderEventSink[] _sinks;
    private readonly ILogger<ProviderEvents> _logger;
    private readonly CancellationTokenSource _ending;
    private readonly Lazy<Task> _storing;
    private readonly Lazy<Task> _telling;

    public ProviderEvents(IEnumerable<IProviderEventSink> sinks, TimeProvider timeProvider, ILogger<ProviderEvents> logger)
    {
        _sinks = [.. sinks];
        _logger = logger;
        _ending = new CancellationTokenSource(Timeout.InfiniteTimeSpan, timeProvider);
        _notes = Line<(Func<CancellationToken, Task>?, ProviderEvent?)>(MaxChanges);
        _changes = Line<ProviderEvent>(MaxChanges);
        _fallbacks = Line<ProviderEvent>(MaxFallbacks);
        _storing = new Lazy<Task>(() => Detached.Run(StoreAsync));
        _telling = new Lazy<Task>(() => Detached.Run(TellAsync));
    }

    /// <summary>Takes a note of a row: what to store first, and what to raise then.</summary>
    public void Note(Func<CancellationToken, Task>? store, ProviderEvent? raised)
    {
        // After the end nobody is left to hear it.
        if (_notes.Writer.TryWrite((store, raised))) _ = _storing.Value;
    }

    /// <summary>Raises a fallback.</summary>
    public void Raise(ProviderFellBack fallback)
    {
        if (_sinks.Length > 0 && _fallbacks.Writer.TryWrite(fallback)) _ = _telling.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_notes.Writer.TryComplete()) return;
        _ending.CancelAfter(Farewell);
        if (_storing.IsValueCreated) await _storing.Value.ConfigureAwait(false);
        _changes.Writer.Complete();
        _fallbacks.Writer.Complete();
        if (_telling.IsValueCreated) await _telling.Value.ConfigureAwait(false);
        _ending.Dispose();
    }

    // A container that is disposed synchronously has nowhere to wait: the lines are read to their end in the background.
    public void Dispose() => _ = DisposeAsync().AsTask();

    private async Task StoreAsync()
    {
        await foreach (var (store, raised) in _notes.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            if (store is not null) await GuardAsync(() => store(_ending.Token)).ConfigureAwait(false);
            if (raised is not null && _sinks.Length > 0 && _changes.Writer.TryWrite(raised)) _ = _telling.Value;
        }
    }

    private async Task TellAsync()
    {
        var (changes, fallbacks) = (_changes.Reader, _fallbacks.Reader);
        Task<bool>? change = null, fallback = null;
        while (true)
        {
            while (changes.TryRead(out var raised) || fallbacks.TryRead(out raised))
            {
                foreach (var sink in _sinks) await GuardAsync(() => sink.HandleAsync(raised, _ending.Token).AsTask()).ConfigureAwait(false);
            }

            // A wait that is not over is waited for again, not made anew: there would be one more for each event of the other line.
            if (change is null or { IsCompleted: true }) change = changes.WaitToReadAsync().AsTask();
            if (fallback is null or { IsCompleted: true }) fallback = fallbacks.WaitToReadAsync().AsTask();
            var either = await Task.WhenAny(change, fallback).ConfigureAwait(false);
            if (await either.ConfigureAwait(false)) continue;

            // One line has ended, and so the other does.
            if (!await (either == change ? fallback : change).ConfigureAwait(false)) return;
        }
    }

    private Channel<T> Line<T>(int most) => Channel.CreateBounded<T>(
        new BoundedChannelOptions(most) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = false }, _ => Log.ProviderEventLost(_logger, most));

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
