using System.Net.Sockets;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>The dialled socket as MailKit sees it: counts writes, bounds every wait, and can be cut.</summary>
/// <remarks>
/// States: open → ended by the server → cut (by us, or by the clock: <see cref="TimedOut"/>). The wait for a reply is bounded from the first read behind a
/// write or a reply, a write by itself; while neither goes on no time runs. Under TLS it carries ciphertext, so what it counts are writes, not octets of mail.
/// </remarks>
internal sealed class WireStream : Stream
{
    private readonly Socket _socket;
    private readonly NetworkStream _inner;
    private readonly Deadline _deadline;
    private bool _waiting;

    public WireStream(Socket socket, TimeProvider clock)
    {
        _socket = socket;
        _inner = new NetworkStream(socket, ownsSocket: true);

        // The connection outlives the caller who happened to open it.
        using var noFlow = NoFlow.Begin();
        _deadline = new Deadline(clock, Expire);
    }

    /// <summary>How long the server may take for what it owes now, and how long a write may take.</summary>
    public Func<(TimeSpan Read, TimeSpan Write)> Patience { get; set; } = static () => (Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Writes that were begun.</summary>
    public long Writes { get; private set; }

    /// <summary>The server has ended its side.</summary>
    public bool Ended { get; private set; }

    public bool TimedOut { get; private set; }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Whether nothing came and nobody hung up since the last reply: an idle connection has nothing to say that is good.</summary>
    public bool IsQuiet
    {
        get
        {
            try
            {
                return !_socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>A whole reply has come: the time for the next one starts anew.</summary>
    public void Answered()
    {
        _waiting = false;
        _deadline.Disarm();
    }

    /// <summary>Closes the socket under whatever goes on.</summary>
    public void Cut()
    {
        _deadline.Dispose();
        _socket.Dispose();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_waiting)
        {
            _waiting = true;
            _deadline.Arm(Patience().Read);
        }

        var read = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (read == 0 && buffer.Length > 0) Ended = true;
        return read;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _waiting = false;
        Writes++;
        _deadline.Arm(Patience().Write);
        await _inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        _deadline.Disarm();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This connection is asynchronous.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("This connection is asynchronous.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _deadline.Dispose();
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Expire()
    {
        TimedOut = true;
        Cut();
    }
}
