using System.Buffers;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Testing;

/// <summary>
/// The bytes of one connection. Replies gather in a buffer that goes out before the next read from the socket, so that a group of
/// commands is answered by one packet and a command is <em>pipelined</em> exactly if replies are still waiting when its line is complete.
/// Used by one task at a time; only <see cref="SendNowAsync"/> may be called beside it.
/// </summary>
internal sealed class SmtpWire(Socket socket, ScriptedConnection connection, Func<bool> oneBytePerPacket, CancellationToken stopping) : IDisposable
{
    private const int LongestLine = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _out = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Stream _stream = new NetworkStream(socket, ownsSocket: false);
    private byte[] _in = new byte[64 * 1024];
    private int _start;
    private int _end;
    private Task<int>? _reading;
    private int _readingAt;

    public long ReadNumber { get; private set; }

    public bool RepliesWait => _out.WrittenCount > 0;

    public ReadOnlySpan<byte> Buffered => _in.AsSpan(_start, _end - _start);

    public Stream Stream
    {
        get => _stream;
        set => _stream = value;
    }

    public void Consume(int count) => _start += count;

    public int DiscardBuffered()
    {
        var count = _end - _start;
        _start = _end = 0;
        return count;
    }

    /// <summary>Takes a line that is whole in the buffer already; the memory is valid until the next read.</summary>
    public bool TryReadLine(out ReadOnlyMemory<byte> line, out bool bareLf)
    {
        var at = Buffered.IndexOf((byte)'\n');
        if (at < 0)
        {
            (line, bareLf) = (default, false);
            return false;
        }
        bareLf = at == 0 || _in[_start + at - 1] != '\r';
        line = _in.AsMemory(_start, bareLf ? at : at - 1);
        _start += at + 1;
        return true;
    }

    /// <summary>Sends what waits and reads once.</summary>
    /// <param name="limit">The most octets to read, so that a fault can strike at an exact place.</param>
    /// <returns>false where the client has closed its side.</returns>
    public async ValueTask<bool> FillAsync(long limit = long.MaxValue)
    {
        await FlushAsync().ConfigureAwait(false);
        if (_reading is { } left)
        {
            _reading = null;
            return Arrived(await left.ConfigureAwait(false));
        }
        if (_start == _end)
            _start = _end = 0;
        if (_end == _in.Length)
            MakeRoom();
        _readingAt = _end;
        var room = (int)Math.Min(limit, _in.Length - _end);
        return Arrived(await _stream.ReadAsync(_in.AsMemory(_end, room), stopping).ConfigureAwait(false));
    }

    /// <summary>Reads, with the replies kept back, until nothing has arrived for a while. What a group's sender wrote at once may come in several packets.</summary>
    public async ValueTask FillUntilQuietAsync(TimeSpan quiet, TimeProvider time)
    {
        do
        {
            if (_reading is null)
            {
                if (_end == _in.Length)
                    MakeRoom();
                _readingAt = _end;
                _reading = _stream.ReadAsync(_in.AsMemory(_end), stopping).AsTask();
            }
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var ended = await Task.WhenAny(_reading, Task.Delay(quiet, time, patience.Token)).ConfigureAwait(false);
            await patience.CancelAsync().ConfigureAwait(false);
            // The read that is still waiting is the next fill's.
            if (ended != _reading)
                return;
        }
        while (Arrived(await Take(ref _reading).ConfigureAwait(false)));
    }

    public bool LineTooLong => Buffered.Length > LongestLine;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        _out.Write(bytes);
        connection.Sent(bytes);
    }

    public async ValueTask FlushAsync(bool byteByByte = false)
    {
        if (_out.WrittenCount == 0)
            return;
        await _writing.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            var bytes = _out.WrittenMemory;
            if (!byteByByte && !oneBytePerPacket())
                await _stream.WriteAsync(bytes, stopping).ConfigureAwait(false);
            else
            {
                for (var i = 0; i < bytes.Length; i++)
                {
                    await _stream.WriteAsync(bytes.Slice(i, 1), stopping).ConfigureAwait(false);
                    await Task.Yield();
                }
            }
            _out.ResetWrittenCount();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Writes without an end and without a record, until the client is gone.</summary>
    public async ValueTask WriteForeverAsync(ReadOnlyMemory<byte> pattern)
    {
        await FlushAsync().ConfigureAwait(false);
        while (true)
            await _stream.WriteAsync(pattern, stopping).ConfigureAwait(false);
    }

    public async ValueTask SendNowAsync(ReadOnlyMemory<byte> bytes)
    {
        await _writing.WaitAsync(stopping).ConfigureAwait(false);
        try
        {
            await _stream.WriteAsync(bytes, stopping).ConfigureAwait(false);
            connection.Sent(bytes.Span);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Reads and records until the client closes its side.</summary>
    public async ValueTask DrainAsync()
    {
        do
        {
            DiscardBuffered();
        }
        while (await FillAsync().ConfigureAwait(false));
    }

    // The semaphore is left alone: what a test says from outside may still be on its way out, and without a wait handle it holds nothing.
    public void Dispose() => _stream.Dispose();

    private static Task<int> Take(ref Task<int>? reading)
    {
        var taken = reading!;
        reading = null;
        return taken;
    }

    private bool Arrived(int read)
    {
        if (read == 0)
            return false;
        if (_readingAt != _end)
            Buffer.BlockCopy(_in, _readingAt, _in, _end, read);
        ReadNumber++;
        connection.Received(_in.AsSpan(_end, read));
        _end += read;
        return true;
    }

    private void MakeRoom()
    {
        var count = _end - _start;
        var target = count > _in.Length / 2 ? new byte[_in.Length * 2] : _in;
        Buffer.BlockCopy(_in, _start, target, 0, count);
        (_in, _start, _end) = (target, 0, count);
    }
}
