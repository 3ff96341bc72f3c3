using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Peers;

/// <summary>A Dovecot of its own as SASL server behind a Postfix of its own: PLAIN, LOGIN, CRAM-MD5, SCRAM-SHA-256, XOAUTH2 and OAUTHBEARER.</summary>
public sealed class DovecotPeer(DovecotPeerOptions options) : IPeer
{
    private const string Name = "dovecot";
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private Tether? _tether;
    private PostfixPeer? _postfix;

    public DovecotPeer()
        : this(new DovecotPeerOptions())
    {
    }

    public DovecotPeerOptions Options { get; } = options;

    /// <summary>The Postfix that asks it.</summary>
    public PostfixPeer Postfix => _postfix ?? throw new InvalidOperationException("The peer was not started.");

    /// <summary>Dovecot's own log.</summary>
    public string LogFile => Path.Combine(Folder, "dovecot.log");

    public int ProcessId => Started.ProcessId;

    public string Folder => Started.Folder;

    private Tether Started => _tether ?? throw new InvalidOperationException("The peer was not started.");

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        Executables.RequireLinux(Name);
        if (Environment.UserName != "root")
            PeerPolicy.Missing(Name, "Dovecot can only be started by root, on Debian or Ubuntu.");
        if (Executables.Find("dovecot") is null)
            PeerPolicy.Missing(Name, "install it (Debian: apt-get install dovecot-core; ./dev test does it when run as root).");
        _tether = await Tether.CreateAsync(Name, "TERM", CommandLine, cancellationToken);
        if (Options.Mechanisms.Count > 0)
            await File.WriteAllTextAsync(Path.Combine(_tether.Folder, "mechanisms"), string.Join(' ', Options.Mechanisms), cancellationToken);
        var socket = Path.Combine(_tether.Folder, "auth.sock");
        await _tether.StartAsync(_ => Task.FromResult(File.Exists(socket)), cancellationToken);
        _postfix = new PostfixPeer(new PostfixPeerOptions
        {
            User = Options.User,
            Password = Options.Password,
            Settings = ["smtpd_sasl_type = dovecot", $"smtpd_sasl_path = {socket}", .. Options.Settings],
        });
        await _postfix.StartAsync(cancellationToken);
    }

    /// <summary>A token that this server takes: a JWT for the user, valid for an hour.</summary>
    public string Token() => Token(TimeSpan.FromHours(1), _key);

    /// <summary>A token that ended in the past.</summary>
    public string ExpiredToken() => Token(TimeSpan.FromHours(-1), _key);

    /// <summary>A token that somebody else signed.</summary>
    public string ForeignToken() => Token(TimeSpan.FromHours(1), RandomNumberGenerator.GetBytes(32));

    public async ValueTask DisposeAsync()
    {
        if (_postfix is not null)
            await _postfix.DisposeAsync();
        if (_tether is not null)
            await _tether.DisposeAsync();
    }

    private string[] CommandLine(string folder) => [Executables.Bash, PeerFiles.Path("dovecot.sh"), folder, Options.User, Options.Password, Convert.ToBase64String(_key)];

    private string Token(TimeSpan life, byte[] key)
    {
        var now = TimeProvider.System.GetUtcNow();
        var issued = now - TimeSpan.FromHours(2);
        var header = Part("""{"alg":"HS256","typ":"JWT"}""");
        var claims = Part($$"""{"iss":"test-issuer","sub":"{{Options.User}}","jti":"{{Guid.NewGuid()}}","iat":{{issued.ToUnixTimeSeconds()}},"exp":{{(now + life).ToUnixTimeSeconds()}}}""");
        var signature = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{header}.{claims}"));
        return $"{header}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Part(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
