using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>A server that says its greeting a byte a second, to everybody who connects.</summary>
internal sealed class Dripping : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];

    public static void Open(Street street, int port, string greeting)
    {
        var server = new Dripping();
        server._listener.Start();
        server._running.Add(server.AcceptAsync(Encoding.ASCII.GetBytes(greeting)));
        street.Own(port, ((IPEndPoint)server._listener.LocalEndpoint).Port, server);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        foreach (var task in _running.ToArray()) await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(byte[] greeting)
    {
        while (true) _running.Add(DripAsync(await _listener.AcceptSocketAsync(_stopping.Token), greeting));
    }

    private async Task DripAsync(Socket socket, byte[] greeting)
    {
        using (socket)
        {
            for (var sent = 0; sent < greeting.Length; sent++)
            {
                await socket.SendAsync(greeting.AsMemory(sent, 1), _stopping.Token);
                await Task.Delay(Pause, TimeProvider.System, _stopping.Token);
            }
        }
    }
}
