using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Leadmetrics.Notifications.Testing.Tests;

/// <summary>A client that sends what it is told and reads replies line by line.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket;
    private readonly List<byte> _buffer = [];
    private readonly byte[] _chunk = new byte[16 * 1024];
    private Stream _stream;

    private RawClient(Socket socket)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<RawClient> ConnectAsync(int port, bool greeted = true, string host = "127.0.0.1")
    {
        var address = System.Net.IPAddress.Parse(host);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address, port, Cancel);
        var client = new RawClient(socket);
        if (greeted)
            Assert.StartsWith("220", await client.ReadAsync(), StringComparison.Ordinal);
        return client;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await _stream.WriteAsync(bytes, Cancel);

    /// <summary>Sends a line and returns the whole reply.</summary>
    public async Task<string> SayAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadAsync();
    }

    /// <summary>One reply, its lines joined by LF.</summary>
    public async Task<string> ReadAsync()
    {
        var lines = new List<string>();
        while (true)
        {
            var line = await ReadLineAsync() ?? throw new EndOfStreamException("The server closed inside a reply: " + string.Join('|', lines));
            lines.Add(line);
            if (line.Length < 4 || line[3] != '-')
                return string.Join('\n', lines);
        }
    }

    public async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            var end = _buffer.IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString([.. _buffer[..end]]).TrimEnd('\r');
                _buffer.RemoveRange(0, end + 1);
                return line;
            }
            var read = await _stream.ReadAsync(_chunk, Cancel);
            if (read == 0)
                return null;
            _buffer.AddRange(_chunk.AsSpan(0, read));
        }
    }

    /// <summary>Everything up to the server's FIN.</summary>
    public async Task<string> ReadToEndAsync()
    {
        int read;
        while ((read = await _stream.ReadAsync(_chunk, Cancel)) > 0)
            _buffer.AddRange(_chunk.AsSpan(0, read));
        var text = Encoding.UTF8.GetString([.. _buffer]);
        _buffer.Clear();
        return text;
    }

    public async Task StartTlsAsync(X509Certificate2 authority, string name = "localhost")
    {
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = name,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { X509CertificateLoader.LoadCertificate(authority.RawData) },
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            },
            Cancel);
        _stream = tls;
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }
}
