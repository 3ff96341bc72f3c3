using System.Net;
using System.Net.Sockets;
using System.Text;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Delay;

/// <summary>Measures a round trip to an SMTP server: the time of a NOOP.</summary>
internal static class RoundTrip
{
    private const int Times = 21;

    /// <returns>The median, in milliseconds.</returns>
    public static async Task<double> MeasureAsync(int port, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        await reader.ReadLineAsync(cancellationToken);
        var taken = new double[Times];
        for (var i = 0; i < Times; i++)
        {
            var started = TimeProvider.System.GetTimestamp();
            await stream.WriteAsync("NOOP\r\n"u8.ToArray(), cancellationToken);
            if (await reader.ReadLineAsync(cancellationToken) is not ['2', ..]) throw new BenchException("The server does not answer NOOP.");
            taken[i] = TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
        }

        await stream.WriteAsync("QUIT\r\n"u8.ToArray(), cancellationToken);
        await reader.ReadLineAsync(cancellationToken);
        return Median.Of(taken);
    }
}
