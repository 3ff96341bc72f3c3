using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Chaos.Sinks;

/// <summary>An SMTP server that notes what it takes, and takes it as its mood is. On 127.0.0.1.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Socket, Task> _sessions = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Receipts _receipts;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Task _accepting;
    private TaskCompletionSource _moodChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SinkMood _mood = SinkMood.Good;

    private int _undecided;

    public SmtpSink(string name, Receipts receipts)
    {
        Name = name;
        _receipts = receipts;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(200);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = Task.Run(AcceptAsync);
    }

    public string Name { get; }

    public int Port { get; }

    /// <summary>Called with each mail that came whole, before it is answered; says whether the dialogue goes on.</summary>
    public Func<SinkMail, ValueTask<bool>>? Came { get; set; }

    /// <summary>How many connections came.</summary>
    public int Connections { get; private set; }

    /// <summary>How many mails have come whole, and may be taken or not.</summary>
    public int Undecided => Volatile.Read(ref _undecided);

    public SinkMood Mood
    {
        get
        {
            lock (_lock) return _mood;
        }

        set
        {
            TaskCompletionSource changed;
            lock (_lock)
            {
                _mood = value;
                changed = _moodChanged;
                _moodChanged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            changed.SetResult();
        }
    }

    public async Task WhileItHangsAsync(CancellationToken ending)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (!_mood.Hangs) return;
                changed = _moodChanged.Task;
            }

            await changed.WaitAsync(ending);
        }
    }

    public void Take(SinkMail mail) => _receipts.Add(new Receipt(Name, mail.Client, mail.MessageId, mail.Subject, mail.Recipients, mail.At, TimeProvider.System.GetUtcNow()));

    /// <summary>A mail has come whole; its fate is decided when what this gives is disposed of.</summary>
    public IDisposable Decide()
    {
        Interlocked.Increment(ref _undecided);
        return new Decision(this);
    }

    /// <summary>Cuts all connections that stand.</summary>
    public void CutAll()
    {
        lock (_lock)
        {
            foreach (var socket in _sessions.Keys) socket.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] sessions;
        lock (_lock) sessions = [.. _sessions.Values];
        CutAll();
        await Task.WhenAll(sessions);
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = await _listener.AcceptAsync(_ending.Token);
            }
            catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }

            lock (_lock)
            {
                Connections++;
                _sessions.Add(socket, Task.Run(() => ServeAsync(socket)));
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
            await new SinkSession(this, socket).RunAsync(_ending.Token);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client is gone, or the sink ends.
        }
        finally
        {
            socket.Dispose();
            lock (_lock) _sessions.Remove(socket);
        }
    }

    private sealed class Decision(SmtpSink sink) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref sink._undecided);
    }
}
