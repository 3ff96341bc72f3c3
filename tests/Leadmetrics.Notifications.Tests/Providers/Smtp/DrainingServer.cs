using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>Takes mail over one connection and throws it away, on a thread of its own and without allocating: what is measured beside it is the client's.</summary>
internal sealed class DrainingServer : IDisposable
{
    private static readonly byte[] EndOfContent = Encoding.ASCII.GetBytes("\r\n.\r\n");

    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Thread _thread;
    private readonly byte[] _input = new byte[1 << 20];
    private readonly byte[] _output = new byte[64 * 1024];
    private int _outputLength;
    private int _start;
    private int _end;
    private bool _isContent;
    private bool _isOver;
    private Socket? _peer;

    public DrainingServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public int Port { get; }

    public int Messages { get; private set; }

    public void Dispose()
    {
        _listener.Dispose();
        _peer?.Dispose();
        _thread.Join();
    }

    private void Serve()
    {
        try
        {
            using var peer = _peer = _listener.Accept();
            peer.NoDelay = true;
            Reply("220 drain\r\n"u8);
            while (!_isOver)
            {
                peer.Send(_output, 0, _outputLength, SocketFlags.None);
                _outputLength = 0;
                var received = peer.Receive(_input, _end, _input.Length - _end, SocketFlags.None);
                if (received == 0) return;
                _end += received;
                while (_isContent ? TakeContent() : TakeCommand())
                {
                }

                _input.AsSpan(_start, _end - _start).CopyTo(_input);
                _end -= _start;
                _start = 0;
            }

            peer.Send(_output, 0, _outputLength, SocketFlags.None);
        }
        catch (SocketException)
        {
            // Disposed, or the client is gone: the test counts what came before.
        }
        catch (ObjectDisposedException)
        {
            // Disposed before it accepted.
        }
    }

    // The CRLF that ends the DATA line is left where it is: an empty content's dot follows it at once.
    private bool TakeContent()
    {
        var input = _input.AsSpan(_start, _end - _start);
        var at = input.IndexOf(EndOfContent);
        if (at < 0)
        {
            _start += Math.Max(0, input.Length - EndOfContent.Length + 1);
            return false;
        }

        _start += at + EndOfContent.Length;
        _isContent = false;
        Messages++;
        Reply("250 2.0.0 Ok: queued as 4ZkWPm4nTRz9sSR\r\n"u8);
        return true;
    }

    private bool TakeCommand()
    {
        var input = _input.AsSpan(_start, _end - _start);
        var end = input.IndexOf((byte)'\n');
        if (end < 0) return false;
        _start += end + 1;
        switch (input[0])
        {
            case (byte)'E':
                Reply("250-drain\r\n250-PIPELINING\r\n250-SIZE\r\n250 ENHANCEDSTATUSCODES\r\n"u8);
                break;
            case (byte)'D':
                _start -= 2;
                _isContent = true;
                Reply("354 Go on\r\n"u8);
                break;
            case (byte)'Q':
                _isOver = true;
                Reply("221 2.0.0 Bye\r\n"u8);
                break;
            default:
                Reply("250 2.1.0 Ok\r\n"u8);
                break;
        }

        return true;
    }

    private void Reply(ReadOnlySpan<byte> reply)
    {
        reply.CopyTo(_output.AsSpan(_outputLength));
        _outputLength += reply.Length;
    }
}
