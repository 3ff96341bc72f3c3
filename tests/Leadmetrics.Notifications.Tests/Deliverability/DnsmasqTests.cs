using System.Net;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Deliverability.Dns;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Deliverability;

/// <summary>A name server that somebody else wrote.</summary>
public sealed class DnsmasqTests
{
    [Fact]
    public async Task Sound_domain_passes_and_a_broken_one_is_told_apart()
    {
        await using var peer = new DnsmasqPeer(
            "local=/example.com/", "local=/provider.example/", "local=/org/",
            """txt-record=example.com,"v=spf1 ip4:192.0.2.1 ","include:_spf.provider.example ","-all" """,
            """txt-record=_spf.provider.example,"v=spf1 ip4:198.51.100.0/24 ~all" """,
            """txt-record=_dmarc.example.com,"v=DMARC1; p=reject; rua=mailto:dmarc@example.com" """,
            "cname=s1._domainkey.example.com,key.provider.example",
            $"""txt-record=key.provider.example,"v=DKIM1; k=rsa; p=","{DnsKeys.Ours[..200]}","{DnsKeys.Ours[200..]}" """,
            "mx-host=example.com,mail.example.com,10", "host-record=mail.example.com,192.0.2.25",
            "local=/broken.org/", """txt-record=broken.org,"v=spf1 +all" """, "host-record=broken.org,192.0.2.80");
        await peer.StartAsync(TestContext.Current.CancellationToken);

        var sound = await CheckAsync(peer, new DomainQuestion("example.com") { DkimSelectors = ["s1"], DkimPublicKeys = new Dictionary<string, string> { ["s1"] = DnsKeys.Ours }, SpfIncludes = ["_spf.provider.example"] });
        Assert.Empty(DomainCorpusTests.Found(sound));
        Assert.Equal("key.provider.example", sound.Dkim[0].Facts["alias"]);

        var broken = await CheckAsync(peer, new DomainQuestion("broken.org") { DkimSelectors = ["s1"] });
        Assert.Equal(["spf spf-all-pass +all", "dkim dkim-missing", "dmarc dmarc-missing", "mx mx-fallback"], DomainCorpusTests.Found(broken));
    }

    [Fact]
    public async Task Answer_that_does_not_fit_comes_by_tcp_and_what_it_does_not_know_is_refused()
    {
        var texts = Enumerable.Range(1, 30).Select(i => $"{i:00} {new string('x', 200)}").ToArray();
        await using var peer = new DnsmasqPeer(["local=/example.com/", .. texts.Select(text => $"txt-record=big.example.com,\"{text}\"")]);
        await peer.StartAsync(TestContext.Current.CancellationToken);
        var client = new DnsClient([new IPEndPoint(IPAddress.Loopback, peer.Port)], new SoundServer(), new DnsExchange(new SocketDnsTransport(), DomainCheckers.NewId, new DnsTimeouts().Try, TimeProvider.System), new DnsTimeouts(), TimeProvider.System);

        var answer = await client.LookupAsync("big.example.com", DnsType.Txt, TestContext.Current.CancellationToken);
        Assert.Equal(texts, answer.Records.Select(record => record.Value).Order(StringComparer.Ordinal));
        Assert.Equal(DnsStatus.Refused, (await client.LookupAsync("elsewhere.test", DnsType.Txt, TestContext.Current.CancellationToken)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await client.LookupAsync("gone.example.com", DnsType.Txt, TestContext.Current.CancellationToken)).Status);
    }

    private static Task<DomainReport> CheckAsync(DnsmasqPeer peer, DomainQuestion question) =>
        DomainCheckers.Create(() => [new IPEndPoint(IPAddress.Loopback, peer.Port)], new DnsTimeouts(), TimeProvider.System).CheckAsync(question, TestContext.Current.CancellationToken);
}
