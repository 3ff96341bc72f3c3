using System.Globalization;

namespace Leadmetrics.Peers;

/// <summary>
/// A Postfix of its own: a relay with STARTTLS, a submission port that demands STARTTLS and AUTH, and one over implicit TLS that demands AUTH.
/// Mail for example.test lands in a Maildir; all other mail is accepted and thrown away. Several run side by side.
/// </summary>
public sealed class PostfixPeer(PostfixPeerOptions options) : IPeer
{
    private const string Name = "postfix";
    private const string Master = "/usr/lib/postfix/sbin/master";
    private Tether? _tether;

    public PostfixPeer()
        : this(new PostfixPeerOptions())
    {
    }

    public PostfixPeerOptions Options { get; } = options;

    /// <summary>No AUTH; STARTTLS offered.</summary>
    public int RelayPort { get; private set; }

    /// <summary>STARTTLS and AUTH demanded.</summary>
    public int SubmissionPort => RelayPort + 1;

    /// <summary>Implicit TLS, AUTH demanded.</summary>
    public int ImplicitTlsPort => RelayPort + 2;

    /// <summary>The Maildir's folder of new mail.</summary>
    public string NewMail => Path.Combine(Folder, "mail", "box", "new");

    /// <summary>Postfix's own log.</summary>
    public string LogFile => Path.Combine(Folder, "mail.log");

    public int ProcessId => Started.ProcessId;

    public string Folder => Started.Folder;

    private Tether Started => _tether ?? throw new InvalidOperationException("The peer was not started.");

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        Executables.RequireLinux(Name);
        if (Environment.UserName != "root")
            PeerPolicy.Missing(Name, "Postfix can only be started by root, on Debian or Ubuntu.");
        if (!File.Exists(Master) || Executables.Find("saslpasswd2") is null)
            PeerPolicy.Missing(Name, "install it (Debian: apt-get install postfix libsasl2-modules sasl2-bin; ./dev test does it when run as root).");
        var certificates = await TestCertificates.SharedAsync();
        RelayPort = FreePorts.Reserve(3);
        _tether = await Tether.CreateAsync(Name, "TERM", folder => CommandLine(folder, certificates), cancellationToken);
        await File.WriteAllLinesAsync(Path.Combine(Folder, "extra.cf"), Options.Settings, cancellationToken);
        await _tether.StartAsync(GreetsAsync, cancellationToken);
    }

    /// <summary>Waits until the Maildir holds at least <paramref name="count"/> messages, and returns their files, oldest first.</summary>
    /// <exception cref="PeerFailedException">They did not come within a minute.</exception>
    public async Task<IReadOnlyList<string>> DeliveredAsync(int count = 1, CancellationToken cancellationToken = default)
    {
        await Started.UntilAsync($"deliver {count}", _ => Task.FromResult(NewFiles().Count >= count), cancellationToken);
        return NewFiles();
    }

    /// <summary>Waits for the delivered message whose text holds <paramref name="text"/>, such as its Message-ID, and returns its file.</summary>
    /// <exception cref="PeerFailedException">It did not come within a minute.</exception>
    public async Task<string> DeliveredAsync(string text, CancellationToken cancellationToken = default)
    {
        string? found = null;
        await Started.UntilAsync(
            "deliver the message",
            token => Task.FromResult((found = NewFiles().FirstOrDefault(file => File.ReadAllText(file).Contains(text, StringComparison.Ordinal))) is not null),
            cancellationToken);
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_tether is not null)
            await _tether.DisposeAsync();
    }

    private string[] CommandLine(string folder, TestCertificates certificates) =>
    [
        Executables.Bash, PeerFiles.Path("postfix.sh"), folder, RelayPort.ToString(CultureInfo.InvariantCulture),
        certificates.Folder, Options.User, Options.Password,
    ];

    private List<string> NewFiles() =>
        Directory.Exists(NewMail) ? [.. new DirectoryInfo(NewMail).GetFiles().OrderBy(file => file.LastWriteTimeUtc).Select(file => file.FullName)] : [];

    private async Task<bool> GreetsAsync(CancellationToken cancellationToken) =>
        await Loopback.GreetsAsync(RelayPort, cancellationToken) && await Loopback.ListensAsync(ImplicitTlsPort, cancellationToken);
}
