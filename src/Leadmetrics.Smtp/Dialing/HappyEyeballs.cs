using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Smtp.Dialing;

/// <summary>Opens a socket to the first of several addresses that answers, both families side by side (RFC 8305, in simple form).</summary>
/// <remarks>
/// IPv6 and IPv4 alternate, the family of the first address first. The next address is tried when the one before has failed or has kept silent for
/// 250 ms; the first that connects wins, the others are closed. For a <see cref="SmtpDialer"/> that decides itself which addresses may be dialled.
/// </remarks>
/// <param name="clock">The clock of the 250 ms.</param>
public sealed class HappyEyeballs(TimeProvider clock)
{
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    internal async ValueTask<Socket> DialAsync(string host, int port, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.NoData);
        return await DialAsync(addresses, port, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Orders addresses so that the families alternate, each in the order given.</summary>
    /// <param name="addresses">The resolver's answer.</param>
    /// <returns>The same addresses.</returns>
    internal static IReadOnlyList<IPAddress> Alternate(IReadOnlyList<IPAddress> addresses)
    {
        var first = addresses.Where(address => address.AddressFamily == addresses[0].AddressFamily).ToArray();
        var second = addresses.Where(address => address.AddressFamily != addresses[0].AddressFamily).ToArray();
        var ordered = new List<IPAddress>(addresses.Count);
        for (var i = 0; i < Math.Max(first.Length, second.Length); i++)
        {
            if (i < first.Length) ordered.Add(first[i]);
            if (i < second.Length) ordered.Add(second[i]);
        }

        return ordered;
    }

    /// <summary>Connects to one of the addresses.</summary>
    /// <param name="addresses">At least one; dialled as they are, nothing is resolved.</param>
    /// <param name="port">1 to 65535.</param>
    /// <param name="cancellationToken">Ends all attempts.</param>
    /// <returns>A connected socket, with Nagle's algorithm off.</returns>
    /// <exception cref="SocketException">None took the connection: the failure of the first one that was reached.</exception>
    public async ValueTask<Socket> DialAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        addresses = Alternate(addresses);
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var attempts = new List<Task<Socket>>();
        var next = 0;
        Exception? failure = null;
        try
        {
            while (true)
            {
                if (next < addresses.Count) attempts.Add(ConnectAsync(addresses[next++], port, losers.Token));
                if (attempts.Count == 0) throw failure!;
                var finished = await FirstAsync(attempts, waitForAll: next == addresses.Count, losers.Token).ConfigureAwait(false);
                if (finished is null) continue;
                attempts.Remove(finished);
                if (finished.IsCompletedSuccessfully) return await finished.ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                failure = Telling(failure, finished.Exception?.InnerException ?? new SocketException((int)SocketError.TimedOut));
            }
        }
        finally
        {
            await losers.CancelAsync().ConfigureAwait(false);
            foreach (var loser in attempts) _ = CloseAsync(loser);
        }
    }

    // On a machine without IPv6 that family fails first and says nothing of the server: what an address that was reached says counts more.
    private static Exception Telling(Exception? before, Exception now) =>
        before is null or SocketException { SocketErrorCode: SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported } ? now : before;

    // The attempt that finished first; null where the next address is due.
    private async Task<Task<Socket>?> FirstAsync(List<Task<Socket>> attempts, bool waitForAll, CancellationToken cancellationToken)
    {
        if (waitForAll) return await Task.WhenAny(attempts).ConfigureAwait(false);
        using var delayEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(AttemptDelay, clock, delayEnd.Token);
        var first = await Task.WhenAny([.. attempts, delay]).ConfigureAwait(false);
        await delayEnd.CancelAsync().ConfigureAwait(false);
        return first as Task<Socket>;
    }

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

    private static async Task CloseAsync(Task<Socket> attempt)
    {
        await ((Task)attempt).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (attempt.IsCompletedSuccessfully) (await attempt.ConfigureAwait(false)).Dispose();
    }
}
