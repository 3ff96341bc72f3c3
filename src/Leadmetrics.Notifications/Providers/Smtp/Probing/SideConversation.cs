using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>A look at a port of a host, without an account: the first line, and at most EHLO and STARTTLS. No secret is at hand here.</summary>
/// <remarks>
/// States: dialled → secured (where asked) → heard → asked EHLO → disposed. It is bounded by its caller's token, by <see cref="MaxOctets"/> and by a share of
/// the connections that the operator allows. The certificate is not checked, since nothing is said that anybody may not hear.
/// </remarks>
internal sealed class SideConversation : IAsyncDisposable
{
    private const int MaxOctets = 4096;
    private readonly byte[] _octets = new byte[MaxOctets];
    private readonly SmtpEnvironment _environment;
    private readonly HostName _host;
    private IDisposable? _place;
    private Socket? _socket;
    private Stream _stream = Stream.Null;
    private EhloName? _name;
    private int _filled;
    private int _read;

    private SideConversation(SmtpEnvironment environment, HostName host) => (_environment, _host) = (environment, host);

    /// <summary>What came so far without a line end.</summary>
    public bool HasBegunLine => _filled > _read;

    /// <exception cref="EgressDeniedException">The policy does not let us call the host.</exception>
    /// <exception cref="SocketException">Nobody took the connection.</exception>
    public static async Task<SideConversation> DialAsync(SmtpEnvironment environment, HostName host, int port, CancellationToken cancellationToken)
    {
        var conversation = new SideConversation(environment, host);
        try
        {
            if (environment.Places is { } places) conversation._place = await places.EnterAsync(host.Ascii, port, cancellationToken).ConfigureAwait(false);
            conversation._socket = await environment.Dialer.DialAsync(host, port, cancellationToken).ConfigureAwait(false);
            conversation._stream = new NetworkStream(conversation._socket, ownsSocket: true);
            if (conversation._socket.LocalEndPoint is IPEndPoint local) conversation._name = EhloName.FromAddress(local.Address);
            return conversation;
        }
        catch
        {
            await conversation.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <returns><see langword="true"/>.</returns>
    /// <exception cref="AuthenticationException">No TLS could be agreed on.</exception>
    /// <exception cref="IOException">The connection was cut.</exception>
    public async Task<bool> SecureAsync(CancellationToken cancellationToken)
    {
        var secured = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = secured;
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _host.Ascii,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            AllowTlsResume = false,
            CertificateChainPolicy = new() { DisableCertificateDownloads = true },
#pragma warning disable CA5359 // Whose certificate it is does not matter: a look says EHLO and reads, it has no secret to give away.
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
#pragma warning restore CA5359
        };
        await secured.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Reads a line, without its end; <see langword="null"/> where the connection ends before one.</summary>
    /// <exception cref="IOException">The connection was cut, or the line is too long.</exception>
    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = _octets.AsSpan(_read, _filled - _read).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.Latin1.GetString(_octets, _read, end).TrimEnd('\r');
                _read += end + 1;
                return line;
            }

            if (_filled == MaxOctets) throw new IOException("The server says more than a side probe listens to.");
            var count = await _stream.ReadAsync(_octets.AsMemory(_filled), cancellationToken).ConfigureAwait(false);
            if (count == 0) return null;
            _filled += count;
        }
    }

    /// <summary>Reads the lines of one reply; <see langword="null"/> where the connection ends before its last.</summary>
    /// <exception cref="IOException">The connection was cut, or the reply is too long.</exception>
    public async Task<IReadOnlyList<string>?> ReadReplyAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            lines.Add(line);
            if (line.Length < 4 || line[3] != '-') return lines;
        }

        return null;
    }

    public async Task SayAsync(string command, CancellationToken cancellationToken) =>
        await WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken).ConfigureAwait(false);

    public async Task SayEhloAsync(CancellationToken cancellationToken) =>
        await SayAsync($"EHLO {(_environment.EhloName ?? _name ?? EhloName.FromAddress(IPAddress.Loopback)).Value}", cancellationToken).ConfigureAwait(false);

    public async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads what comes until so many octets are there or the connection ends.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadOctetsAsync(int count, CancellationToken cancellationToken)
    {
        while (_filled - _read < count)
        {
            var more = await _stream.ReadAsync(_octets.AsMemory(_filled), cancellationToken).ConfigureAwait(false);
            if (more == 0) break;
            _filled += more;
        }

        return _octets.AsMemory(_read, _filled - _read);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            _socket?.Dispose();
            _place?.Dispose();
        }
    }
}
