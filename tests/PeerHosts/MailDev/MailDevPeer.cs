using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace Leadmetrics.Peers;

/// <summary>MailDev: catches all mail and shows it over its REST API.</summary>
public sealed class MailDevPeer(MailDevPeerOptions options) : IPeer
{
    private const string Name = "maildev";
    private readonly MailDevPeerOptions _options = options;
    private Tether? _tether;
    private HttpClient? _http;

    public MailDevPeer()
        : this(new MailDevPeerOptions())
    {
    }

    public int SmtpPort { get; private set; }

    public int WebPort { get; private set; }

    public int ProcessId => Started.ProcessId;

    public string Folder => Started.Folder;

    private Tether Started => _tether ?? throw new InvalidOperationException("The peer was not started.");

    private HttpClient Http => _http ?? throw new InvalidOperationException("The peer was not started.");

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var node = NodePackages.RequireNode(Name, "maildev");
        List<string> extra = [];
        if (_options is { User: { } user, Password: { } password })
            extra.AddRange(["--incoming-user", user, "--incoming-pass", password]);
        if (_options.ImplicitTls)
        {
            var certificates = await TestCertificates.SharedAsync();
            extra.AddRange(["--incoming-secure", "--incoming-cert", certificates.CertificateFile, "--incoming-key", certificates.KeyFile]);
        }
        SmtpPort = FreePorts.Reserve(2);
        WebPort = SmtpPort + 1;
        _tether = await Tether.CreateAsync(Name, "TERM", folder => [node, .. CommandLine(folder), .. extra], cancellationToken);
        _http = LoopbackHttp.Create(WebPort);
        await _tether.StartAsync(IsHealthyAsync, cancellationToken);
    }

    /// <summary>All messages, oldest first, as <c>GET /api/email</c> answers them.</summary>
    public async Task<IReadOnlyList<JsonElement>> MessagesAsync(CancellationToken cancellationToken = default) =>
        await Http.GetFromJsonAsync<List<JsonElement>>("api/email", cancellationToken) ?? [];

    /// <summary>Waits for a message: MailDev shows one a moment after it has answered 250.</summary>
    /// <exception cref="PeerFailedException">None came within a minute.</exception>
    public async Task<JsonElement> MessageAsync(Func<JsonElement, bool> match, CancellationToken cancellationToken = default)
    {
        JsonElement? found = null;
        await Started.UntilAsync("show the message", async token => (found = await FindAsync(match, token)) is not null, cancellationToken);
        return found!.Value;
    }

    /// <summary>The message as it arrived, octet by octet.</summary>
    public Task<byte[]> SourceAsync(string id, CancellationToken cancellationToken = default) =>
        Http.GetByteArrayAsync($"api/email/{Uri.EscapeDataString(id)}/source", cancellationToken);

    /// <summary>A decoded attachment; <paramref name="fileName"/> is its <c>generatedFileName</c>.</summary>
    public Task<byte[]> AttachmentAsync(string id, string fileName, CancellationToken cancellationToken = default) =>
        Http.GetByteArrayAsync($"api/email/{Uri.EscapeDataString(id)}/attachment/{Uri.EscapeDataString(fileName)}", cancellationToken);

    public async Task DeleteAllAsync(CancellationToken cancellationToken = default)
    {
        using var response = await Http.DeleteAsync(new Uri("api/email/all", UriKind.Relative), cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_tether is not null)
            await _tether.DisposeAsync();
    }

    private string[] CommandLine(string folder) =>
    [
        PeerFiles.Path("node_modules", "maildev", "dist", "bin", "maildev.js"),
        "--ip", "127.0.0.1", "--smtp", SmtpPort.ToString(CultureInfo.InvariantCulture),
        "--web-ip", "127.0.0.1", "--web", WebPort.ToString(CultureInfo.InvariantCulture),
        "--mail-directory", Path.Combine(folder, "mail"),
    ];

    private async Task<JsonElement?> FindAsync(Func<JsonElement, bool> match, CancellationToken cancellationToken)
    {
        foreach (var message in await MessagesAsync(cancellationToken))
        {
            if (match(message))
                return message;
        }
        return null;
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        if (!await Loopback.ListensAsync(SmtpPort, cancellationToken) || !await Loopback.ListensAsync(WebPort, cancellationToken))
            return false;
        using var health = await Http.GetAsync(new Uri("api/healthz", UriKind.Relative), cancellationToken);
        return health.IsSuccessStatusCode;
    }
}
