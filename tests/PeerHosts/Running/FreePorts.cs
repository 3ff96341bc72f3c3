using System.Net;
using System.Net.Sockets;

namespace Leadmetrics.Peers;

/// <summary>Hands out free ports of 127.0.0.1.</summary>
/// <remarks>
/// From 20000 up and below 32000, where no system takes the ports of outgoing connections from. Each process begins at a place given by
/// its id, so that test hosts that run side by side do not meet, and never hands the same port out twice.
/// </remarks>
internal static class FreePorts
{
    private const int First = 20000;
    private const int Count = 12000;
    private const int PerProcess = 100;
    private static readonly Lock Gate = new();
    private static int _next = Environment.ProcessId % (Count / PerProcess) * PerProcess;

    /// <summary>The first of <paramref name="count"/> free ports in a row.</summary>
    public static int Reserve(int count = 1)
    {
        lock (Gate)
        {
            for (var tried = 0; tried < Count; tried++)
            {
                if (_next + count > Count)
                    _next = 0;
                var first = First + _next;
                if (Enumerable.Range(first, count).All(IsFree))
                {
                    _next += count;
                    return first;
                }
                _next++;
            }
        }
        throw new PeerFailedException("No free port on 127.0.0.1.");
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException refused) when (refused.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
