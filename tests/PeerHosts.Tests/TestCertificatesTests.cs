using System.Security.Cryptography.X509Certificates;

namespace Leadmetrics.Peers.Tests;

public sealed class TestCertificatesTests
{
    [Fact]
    public async Task The_server_certificate_is_for_all_three_names_and_issued_by_the_authority()
    {
        var certificates = await TestCertificates.SharedAsync();
        using var authority = certificates.LoadAuthority();
        using var server = certificates.LoadServer();
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.Add(authority);

        Assert.True(chain.Build(server));
        Assert.True(server.HasPrivateKey);
        Assert.All(["localhost", "mail.example.test", "127.0.0.1"], name => Assert.True(server.MatchesHostname(name)));
        Assert.False(server.MatchesHostname("other.example.test"));
    }

    [Fact]
    public async Task They_go_when_disposed_of()
    {
        var certificates = await TestCertificates.CreateAsync();
        Assert.True(File.Exists(certificates.KeyFile));
        await certificates.DisposeAsync();
        Assert.False(Directory.Exists(certificates.Folder));
    }
}
