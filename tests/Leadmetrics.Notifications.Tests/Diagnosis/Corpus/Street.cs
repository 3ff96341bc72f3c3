using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Peers;
using TestCertificates = Leadmetrics.Notifications.Testing.TestCertificates;

namespace Leadmetrics.Notifications.Tests.Diagnosis.Corpus;

/// <summary>The host of a set-up: a server of the test behind each of its ports, reached through the egress policy under a public name and address.</summary>
internal sealed class Street(string host) : IAsyncDisposable
{
    public const string Password = "only-the-server-may-read-this";

    private readonly Dictionary<int, int> _doors = [];
    private readonly HashSet<int> _filtered = [];
    private readonly List<ScriptedSmtpServer> _scripted = [];
    private readonly List<RawSmtpServer> _raw = [];
    private readonly List<IAsyncDisposable> _others = [];

    public string Host => host;

    /// <summary>What the name resolves to.</summary>
    public Func<CancellationToken, Task<IPAddress[]>> Resolve { get; set; } = static _ => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")]);

    /// <summary>How a connect to a port fails that nobody lives at.</summary>
    public SocketError Elsewhere { get; set; } = SocketError.ConnectionRefused;

    /// <summary>Ports that answer nothing at all, whoever knocks.</summary>
    public void Filter(params int[] ports) => _filtered.UnionWith(ports);

    /// <summary>An SMTP server with a certificate for the host's name.</summary>
    public ScriptedSmtpServer Smtp(int port, ScriptedTls tls, Action<ScriptedSmtpServerOptions>? configure = null)
    {
        var server = ScriptedSmtpServer.Start(options =>
        {
            options.Domain = host;
            options.Tls = tls;
            options.Certificate = TestCertificates.Shared.Issue(host);
            configure?.Invoke(options);
        });
        _scripted.Add(server);
        _doors[port] = server.Port;
        return server;
    }

    /// <summary>A server that plays lines to whoever comes.</summary>
    public void Raw(int port, string transcript, RawPacing pacing = RawPacing.Whole)
    {
        var server = RawSmtpServer.Start(transcript, pacing);
        _raw.Add(server);
        _doors[port] = server.Port;
    }

    /// <summary>A server that speaks one old version of TLS alone.</summary>
    public void OldTls(int port, bool startTls, string version)
    {
        using var certificate = TestCertificates.Shared.Issue(host);
        using var key = certificate.GetECDsaPrivateKey()!;
        var server = OldTlsPeer.Start(version, startTls, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        Own(port, server.Port, server);
    }

    /// <summary>A server of the test's own at a port.</summary>
    public void Own(int port, int at, IAsyncDisposable server)
    {
        _others.Add(server);
        _doors[port] = at;
    }

    public async ValueTask<Socket> DialAsync(IReadOnlyList<IPAddress> vetted, int port, CancellationToken cancellationToken)
    {
        Assert.NotEmpty(vetted);
        if (_filtered.Contains(port)) await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        if (!_doors.TryGetValue(port, out var door)) throw new SocketException((int)Elsewhere);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, door, cancellationToken);
        return socket;
    }

    public EgressPolicy Policy(params int[] morePorts)
    {
        var options = new EgressOptions();
        foreach (var port in morePorts) options.AllowedPorts.Add(port);
        return new EgressPolicy(options, (_, cancellationToken) => Resolve(cancellationToken));
    }

    /// <summary>What no verification may do: a secret in clear text, a mail, a command of a mail's content.</summary>
    public IEnumerable<string> Offences()
    {
        string[] secrets = [Password, Convert.ToBase64String(Encoding.UTF8.GetBytes(Password)), Convert.ToBase64String(Encoding.UTF8.GetBytes("\0jane@example.com\0" + Password)), "AUTH"];
        foreach (var connection in _scripted.SelectMany(server => server.Connections))
        {
            foreach (var line in connection.Transcript.Where(line => line is { FromClient: true, IsTls: false }))
            {
                if (secrets.Any(secret => line.Text.Contains(secret, StringComparison.Ordinal))) yield return $"in clear text: {line.Text}";
            }

            foreach (var verb in connection.Commands.Select(command => command.Verb).Where(verb => verb is "DATA" or "BDAT")) yield return $"{verb} was said";
        }

        foreach (var server in _scripted.Where(server => server.Messages.Count + server.RefusedMessages.Count > 0)) yield return $"a mail was sent to {server.Port}";
        foreach (var received in _raw.SelectMany(server => server.Received).Select(Encoding.Latin1.GetString))
        {
            if (secrets.Any(secret => received.Contains(secret, StringComparison.Ordinal))) yield return $"in clear text: {received}";
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _scripted) await server.DisposeAsync();
        foreach (var server in _raw) await server.DisposeAsync();
        foreach (var server in _others) await server.DisposeAsync();
    }
}
