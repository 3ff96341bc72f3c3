using System.Threading.Channels;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Queueing;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Watching;

/// <summary>Reads the counts of tenants that somebody watches, once for all who watch the same.</summary>
/// <remarks>
/// A tenant is watched from its first stream to its last one's end; while it is, one loop reads its counts every interval and hands them to each stream: at once where they changed, and after
/// <see cref="Silence"/> at the latest, so that nobody on the way takes the stream for dead. Invariants: a watched tenant has one loop; a stream holds one answer at most, the latest, however slowly its
/// client reads; a store that fails ends the streams of that tenant with its problem.
/// </remarks>
internal sealed class StatusWatch(QueueCounts counts, IOptions<NotificationsApiOptions> options, TimeProvider timeProvider)
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private readonly Lock _lock = new();
    private readonly Dictionary<TenantId, Watched> _watched = [];

    /// <summary>The counts of a tenant: at once, and whenever they change, until the stream is disposed of.</summary>
    /// <exception cref="ProblemException">Too many streams of the tenant are open. Whoever reads hears of a store that does not answer.</exception>
    public StatusStream Open(TenantId tenant)
    {
        var channel = Channel.CreateBounded<StatusAnswer>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = false });
        Join(tenant, channel);
        return new StatusStream(channel.Reader, () => Leave(tenant, channel));
    }

    private void Join(TenantId tenant, Channel<StatusAnswer> stream)
    {
        lock (_lock)
        {
            if (!_watched.TryGetValue(tenant, out var watched))
            {
                _watched[tenant] = watched = new Watched();
                _ = Task.Run(() => RunAsync(tenant, watched));
            }

            if (watched.Streams.Count == options.Value.StreamsPerTenant)
                throw new ProblemException(ProblemTypes.TooManyStreams, "Too many event streams of this tenant are open.") { RetryAfter = Silence };
            watched.Streams.Add(stream);
            if (watched.Latest is { } latest) stream.Writer.TryWrite(latest);
        }
    }

    private void Leave(TenantId tenant, Channel<StatusAnswer> stream)
    {
        Watched? watched;
        lock (_lock)
        {
            if (!_watched.TryGetValue(tenant, out watched) || !watched.Streams.Remove(stream) || watched.Streams.Count > 0) return;
            _watched.Remove(tenant);
        }

        // Behind the lock: what is cancelled may take its time.
        watched.Ended.Cancel();
    }

    private async Task RunAsync(TenantId tenant, Watched watched)
    {
        using var timer = new PeriodicTimer(options.Value.WatchInterval, timeProvider);
        var told = timeProvider.GetTimestamp();
        try
        {
            do
            {
                var status = await counts.StatusAsync(tenant, watched.Ended.Token).ConfigureAwait(false);
                if (status == watched.Latest && timeProvider.GetElapsedTime(told) < Silence) continue;
                told = timeProvider.GetTimestamp();
                Tell(watched, status);
            }
            while (await timer.WaitForNextTickAsync(watched.Ended.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (watched.Ended.IsCancellationRequested)
        {
            // Nobody watches any more.
        }
        catch (Exception failed)
        {
            End(tenant, watched, failed);
        }
    }

    private void Tell(Watched watched, StatusAnswer status)
    {
        lock (_lock)
        {
            watched.Latest = status;
            foreach (var stream in watched.Streams) stream.Writer.TryWrite(status);
        }
    }

    private void End(TenantId tenant, Watched watched, Exception failed)
    {
        lock (_lock)
        {
            if (_watched.GetValueOrDefault(tenant) == watched) _watched.Remove(tenant);
            foreach (var stream in watched.Streams) stream.Writer.TryComplete(failed);
            watched.Streams.Clear();
        }
    }

    /// <summary>A tenant that is watched. Guarded by the lock.</summary>
    private sealed class Watched
    {
        public List<Channel<StatusAnswer>> Streams { get; } = [];

        public StatusAnswer? Latest { get; set; }

        public CancellationTokenSource Ended { get; } = new();
    }
}
