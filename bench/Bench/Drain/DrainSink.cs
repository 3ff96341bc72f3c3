using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Bench.Drain;

/// <summary>A server that only drains: a thread a connection, blocking reads into one large buffer, all replies to a read in one write.</summary>
internal sealed class DrainSink : IDisposable
{
    private const int BufferSize = 1024 * 1024;
    private const int Backlog = 512;

    private readonly bool _chunking;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public DrainSink(bool chunking)
    {
        _chunking = chunking;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(Backlog);
        new Thread(Accept) { IsBackground = true, Name = "drain: accept" }.Start();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>Takes no more connections; those that there are end with their clients.</summary>
    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                var client = _listener.Accept();
                new Thread(() => Serve(client)) { IsBackground = true, Name = "drain: connection" }.Start();
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The listener was disposed: the only way out.
        }
    }

    private void Serve(Socket client)
    {
        using var socket = client;
        socket.NoDelay = true;
        var session = new DrainSession(_chunking);
        var replies = new ArrayBufferWriter<byte>(4096);
        var buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
        try
        {
            SendAll(socket, DrainSession.Greeting);
            while (!session.HasEnded && socket.Receive(buffer) is var count and > 0)
            {
                session.Feed(buffer.AsSpan(0, count), replies);
                if (replies.WrittenCount == 0) continue;
                SendAll(socket, replies.WrittenSpan);
                replies.ResetWrittenCount();
            }
        }
        catch (SocketException)
        {
            // The client went away without QUIT; its messages are its own affair.
        }
    }

    private static void SendAll(Socket socket, ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty) octets = octets[socket.Send(octets)..];
    }
}
