using System.Net.Sockets;
using System.Text;

namespace Leadmetrics.Chaos.Sinks;

/// <summary>A connection's lines: read as Latin-1, written in groups that leave when the client waits.</summary>
internal sealed class SinkWire(Socket socket)
{
    private readonly byte[] _buffer = new byte[32 * 1024];
    private readonly StringBuilder _replies = new();
    private int _start;
    private int _end;

    /// <summary>The next line without its end; <see langword="null"/> where the client is gone.</summary>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        StringBuilder? begun = null;
        while (true)
        {
            var feed = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (feed >= 0)
            {
                var line = Encoding.Latin1.GetString(_buffer, _start, feed);
                _start += feed + 1;
                return (begun is null ? line : begun.Append(line).ToString()).TrimEnd('\r');
            }

            if (_end > _start) (begun ??= new StringBuilder()).Append(Encoding.Latin1.GetString(_buffer, _start, _end - _start));
            _start = _end = 0;
            await FlushAsync(cancellationToken);
            _end = await socket.ReceiveAsync(_buffer, cancellationToken);
            if (_end == 0) return null;
        }
    }

    /// <summary>Says a line at the latest when the client waits.</summary>
    public void Say(string line) => _replies.Append(line).Append("\r\n");

    /// <summary>Says all that has been said.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_replies.Length == 0) return;
        var octets = Encoding.Latin1.GetBytes(_replies.ToString());
        _replies.Clear();
        for (var sent = 0; sent < octets.Length;) sent += await socket.SendAsync(octets.AsMemory(sent), cancellationToken);
    }
}
