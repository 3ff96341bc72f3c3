using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Accepts HTTP connections on 127.0.0.1 and gives each request to one handler. One task accepts and one serves each connection.</summary>
/// <param name="serve">Reads the body, answers, and says whether the connection goes on. Its arguments: the number of the connection, from 1, and the header's lines.</param>
internal sealed class LoopbackHttpServer(Func<int, string[], HttpWire, Task<bool>> serve) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Task> _running = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _connections;
    private bool _disposed;

    public Uri Start()
    {
        _listener.Start();
        _running.Add(Task.Run(AcceptAsync));
        return new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
    }

    public async ValueTask DisposeAsync()
    {
        lock (_lock)
        {
            if (_disposed)
                return;
            _disposed = true;
        }
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        Task[] running;
        lock (_lock)
            running = [.. _running];
        await Task.WhenAll(running).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
            catch (InvalidOperationException) when (_stopping.IsCancellationRequested)
            {
                // The listener was closed before this task came to accept at all.
                return;
            }

            lock (_lock)
            {
                var number = ++_connections;
                _running.RemoveAll(task => task.IsCompletedSuccessfully);
                _running.Add(Task.Run(() => ServeAsync(client, number)));
            }
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using (client)
        {
            client.NoDelay = true;
            var wire = new HttpWire(client.GetStream(), _stopping.Token);
            try
            {
                while (await wire.ReadHeaderAsync().ConfigureAwait(false) is { } header)
                {
                    if (!await serve(connection, header, wire).ConfigureAwait(false))
                        return;
                }
            }
            catch (Exception e) when (e is IOException or InvalidDataException or FormatException or OverflowException || _stopping.IsCancellationRequested)
            {
                // The client went away or speaks no HTTP; the connection is all there was between us.
                return;
            }
        }
    }
}
