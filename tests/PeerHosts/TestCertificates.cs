using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Peers;

/// <summary>
/// A throwaway authority and a server certificate for <c>localhost</c>, <c>mail.example.test</c> and <c>127.0.0.1</c>, made by openssl
/// when first asked for. None is ever kept in the repository.
/// </summary>
public sealed class TestCertificates : IAsyncDisposable
{
    private static readonly Lazy<Task<TestCertificates>> ForThisProcess = new(() => CreateAsync());
    private readonly Tether _tether;

    private TestCertificates(Tether tether) => _tether = tether;

    /// <summary>Holds <c>ca.crt</c>, <c>server.crt</c> and <c>server.key</c>, all PEM.</summary>
    public string Folder => _tether.Folder;

    public string AuthorityFile => Path.Combine(Folder, "ca.crt");

    public string CertificateFile => Path.Combine(Folder, "server.crt");

    public string KeyFile => Path.Combine(Folder, "server.key");

    /// <summary>The set that all peers of this process share. It goes with the process; do not dispose of it.</summary>
    public static Task<TestCertificates> SharedAsync() => ForThisProcess.Value;

    /// <summary>Makes a set of its own, gone when disposed of or when this process ends.</summary>
    public static async Task<TestCertificates> CreateAsync(CancellationToken cancellationToken = default)
    {
        Executables.RequireLinux("openssl");
        if (Executables.Find("openssl") is null)
            PeerPolicy.Missing("openssl", "install openssl (Debian: apt-get install openssl).");
        var tether = await Tether.CreateAsync("certs", "TERM", _ => ["true"], cancellationToken);
        var made = await Command.RunAsync(Executables.Bash, [PeerFiles.Path("certs.sh"), tether.Folder], cancellationToken: cancellationToken);
        if (made.ExitCode != 0)
        {
            await tether.DisposeAsync();
            throw new PeerFailedException($"openssl made no certificates: {made.Errors}");
        }
        return new TestCertificates(tether);
    }

    /// <summary>The authority, to trust in a test's chain policy.</summary>
    public X509Certificate2 LoadAuthority() => X509CertificateLoader.LoadCertificateFromFile(AuthorityFile);

    /// <summary>The server certificate with its key, for a server inside the test process.</summary>
    public X509Certificate2 LoadServer() => X509Certificate2.CreateFromPemFile(CertificateFile, KeyFile);

    public ValueTask DisposeAsync() => _tether.DisposeAsync();
}
