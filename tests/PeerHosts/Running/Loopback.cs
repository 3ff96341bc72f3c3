using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Leadmetrics.Peers;

/// <summary>Asks whether a server on 127.0.0.1 answers.</summary>
internal static class Loopback
{
    /// <summary>True if an SMTP server greets on <paramref name="port"/>.</summary>
    public static async Task<bool> GreetsAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        if (!await ConnectsAsync(client, port, cancellationToken))
            return false;
        var stream = client.GetStream();
        var greeting = new byte[3];
        var read = await stream.ReadAtLeastAsync(greeting, greeting.Length, throwOnEndOfStream: false, cancellationToken);
        if (read > 0)
            await stream.WriteAsync("QUIT\r\n"u8.ToArray(), cancellationToken);
        return Encoding.ASCII.GetString(greeting, 0, read) == "220";
    }

    /// <summary>True if something listens on <paramref name="port"/>.</summary>
    public static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient(AddressFamily.InterNetwork);
        return await ConnectsAsync(client, port, cancellationToken);
    }

    private static async Task<bool> ConnectsAsync(TcpClient client, int port, CancellationToken cancellationToken)
    {
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }
}
