using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Egress;

/// <summary>Opens a socket to a host through the policy: the only place of the core that dials.</summary>
/// <remarks>
/// The vetted addresses are tried side by side, both families in turn, a new one every 250 ms or as soon as one fails (RFC 8305 section 5). The first that
/// connects is kept, all others are closed.
/// </remarks>
internal sealed class Dialer(EgressPolicy policy, TimeProvider timeProvider)
{
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    public async ValueTask<Socket> DialAsync(HostName host, int port, CancellationToken cancellationToken)
    {
        var addresses = Interleave(await policy.ResolveAsync(host, port, cancellationToken).ConfigureAwait(false));
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<Socket>>();
        Exception? failure = null;
        var next = 0;
        try
        {
            while (true)
            {
                if (next < addresses.Count) attempts.Add(ConnectAsync(addresses[next++], port, losers.Token));
                if (attempts.Count == 0) throw failure ?? new SocketException((int)SocketError.HostUnreachable);
                using var delay = CancellationTokenSource.CreateLinkedTokenSource(losers.Token);
                var pause = Task.Delay(next < addresses.Count ? AttemptDelay : Timeout.InfiniteTimeSpan, timeProvider, delay.Token);
                var ended = await Task.WhenAny([pause, .. attempts]).ConfigureAwait(false);
                await delay.CancelAsync().ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (ended is not Task<Socket> attempt) continue;
                attempts.Remove(attempt);
                if (attempt.IsCompletedSuccessfully) return await attempt.ConfigureAwait(false);
                failure = Telling(failure, attempt.Exception?.InnerException);
            }
        }
        finally
        {
            await losers.CancelAsync().ConfigureAwait(false);
            foreach (var loser in attempts) _ = CloseLateAsync(loser);
        }
    }

    // On a machine without IPv6 that family fails first and says nothing of the server: what an address that was reached says counts more.
    private static Exception? Telling(Exception? before, Exception? now) =>
        before is null or SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported } ? now ?? before : before;

    private static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task CloseLateAsync(Task<Socket> loser)
    {
        await ((Task)loser).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (loser.IsCompletedSuccessfully) (await loser.ConfigureAwait(false)).Dispose();
    }

    private static List<IPAddress> Interleave(IPAddress[] addresses)
    {
        var sixes = addresses.Where(address => address.AddressFamily == AddressFamily.InterNetworkV6).ToArray();
        var fours = addresses.Where(address => address.AddressFamily == AddressFamily.InterNetwork).ToArray();
        var ordered = new List<IPAddress>(addresses.Length);
        for (var i = 0; i < Math.Max(sixes.Length, fours.Length); i++)
        {
            if (i < sixes.Length) ordered.Add(sixes[i]);
            if (i < fours.Length) ordered.Add(fours[i]);
        }

        return ordered;
    }
}
