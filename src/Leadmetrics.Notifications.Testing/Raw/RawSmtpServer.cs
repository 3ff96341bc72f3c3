using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Testing;

/// <summary>
/// Plays a script of bytes to each client and knows nothing of SMTP: for tests of a reply parser, which must give the same for a dialogue fed
/// whole, line by line, and byte by byte.
/// </summary>
/// <remarks>Every connection gets the script from its beginning. At its end the connection stays open and silent until the client closes.</remarks>
public sealed class RawSmtpServer : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Task> _plays = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CountSignal _played = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<RawStep> _script;
    private readonly RawPacing _pacing;
    private readonly List<string> _mismatches = [];
    private readonly List<byte[]> _received = [];
    private Task _accepting = Task.CompletedTask;
    private bool _disposed;

    private RawSmtpServer(IReadOnlyList<RawStep> script, RawPacing pacing) => (_script, _pacing) = (script, pacing);

    /// <summary>The TCP port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>What a client said that was not expected, or that it went away before the end; empty where all went by the script. A mismatch closes the connection.</summary>
    public IReadOnlyList<string> Mismatches
    {
        get { lock (_lock) return [.. _mismatches]; }
    }

    /// <summary>What each connection that has ended had sent.</summary>
    public IReadOnlyList<byte[]> Received
    {
        get { lock (_lock) return [.. _received]; }
    }

    /// <summary>Starts a server that plays these steps.</summary>
    /// <param name="script">The steps.</param>
    /// <param name="pacing">In what pieces it sends.</param>
    /// <exception cref="SocketException">No listener can be opened.</exception>
    public static RawSmtpServer Start(IReadOnlyList<RawStep> script, RawPacing pacing = RawPacing.Whole)
    {
        ArgumentNullException.ThrowIfNull(script);
        var server = new RawSmtpServer(script, pacing);
        server._listener.Start();
        server.Port = ((IPEndPoint)server._listener.LocalEndpoint).Port;
        server._accepting = Task.Run(server.AcceptAsync);
        return server;
    }

    /// <summary>Starts a server that plays a transcript.</summary>
    /// <param name="transcript">As <see cref="RawStep.Parse"/> reads it.</param>
    /// <param name="pacing">In what pieces it sends.</param>
    /// <exception cref="FormatException">The transcript is none.</exception>
    public static RawSmtpServer Start(string transcript, RawPacing pacing = RawPacing.Whole) => Start(RawStep.Parse(transcript), pacing);

    /// <summary>Waits until the script has been played to its end so many times, mismatches included.</summary>
    /// <param name="count">How many connections.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitForPlaysAsync(int count = 1, CancellationToken cancellationToken = default) => _played.WaitAsync(count, cancellationToken);

    /// <summary>Drops every connection and closes the listener.</summary>
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
        await _accepting.ConfigureAwait(false);
        Task[] plays;
        lock (_lock)
            plays = [.. _plays];
        await Task.WhenAll(plays).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptSocketAsync(_stopping.Token).ConfigureAwait(false);
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

            socket.NoDelay = true;
            lock (_lock)
                _plays.Add(Task.Run(() => PlayAsync(socket)));
        }
    }

    private async Task PlayAsync(Socket socket)
    {
        using var play = new RawPlay(socket, _pacing, _stopping.Token);
        string? mismatch;
        try
        {
            mismatch = await play.RunAsync(_script).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            mismatch = $"The connection broke: {e.Message}";
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return;
        }
        if (mismatch is not null)
        {
            lock (_lock)
                _mismatches.Add(mismatch);
        }
        _played.Increment();
        try
        {
            if (mismatch is null)
                await play.DrainAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException || _stopping.IsCancellationRequested)
        {
            // The script is over: how the client leaves is its own affair.
        }
        lock (_lock)
            _received.Add(play.Received);
    }
}
