using System.Net.Http.Json;
using System.Text.Json;

namespace Leadmetrics.Peers;

/// <summary>nodemailer's smtp-server, told by tests/peers/smtp-peer.js: STARTTLS, XOAUTH2, refused and greylisted recipients, LMTP.</summary>
/// <remarks>A recipient whose address begins with <c>reject</c> gets 550, one that begins with <c>grey</c> gets 451.</remarks>
public sealed class SmtpServerPeer(SmtpServerPeerOptions options) : IPeer
{
    private const string Name = "smtp-server";
    private Tether? _tether;
    private HttpClient? _http;

    public SmtpServerPeer()
        : this(new SmtpServerPeerOptions())
    {
    }

    public SmtpServerPeerOptions Options { get; } = options;

    public int Port { get; private set; }

    public int ProcessId => Started.ProcessId;

    public string Folder => Started.Folder;

    private Tether Started => _tether ?? throw new InvalidOperationException("The peer was not started.");

    private HttpClient Http => _http ?? throw new InvalidOperationException("The peer was not started.");

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var node = NodePackages.RequireNode(Name, "smtp-server");
        var certificates = await TestCertificates.SharedAsync();
        var told = JsonSerializer.Serialize(new
        {
            certs = certificates.Folder,
            secure = Options.ImplicitTls,
            lmtp = Options.Lmtp,
            auth = Options.Mechanisms,
            user = Options.User,
            password = Options.Password,
            token = Options.Token,
            size = Options.SizeLimit,
            hide = Options.Hide,
        });
        _tether = await Tether.CreateAsync(Name, "TERM", _ => [node, PeerFiles.Path("smtp-peer.js"), told], cancellationToken);
        var ready = await _tether.StartAsync(line => line.StartsWith('{'), cancellationToken);
        var ports = JsonSerializer.Deserialize<SmtpServerPorts>(ready, JsonSerializerOptions.Web) ?? throw new PeerFailedException("smtp-peer.js told no ports.");
        Port = ports.Smtp;
        _http = LoopbackHttp.Create(ports.Http);
    }

    /// <summary>What has arrived, oldest first. A message is here before the server answers 250.</summary>
    public async Task<IReadOnlyList<SmtpServerMessage>> MessagesAsync(CancellationToken cancellationToken = default) =>
        await Http.GetFromJsonAsync<List<SmtpServerMessage>>("", cancellationToken) ?? [];

    public async Task DeleteAllAsync(CancellationToken cancellationToken = default)
    {
        using var response = await Http.DeleteAsync(new Uri("", UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_tether is not null)
            await _tether.DisposeAsync();
    }
}
