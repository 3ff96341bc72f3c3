using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.Tests.Deliverability;

internal static class DkimCases
{
    private const string Own = "s1._domainkey.example.com TXT";
    private static readonly DomainQuestion Known = new("example.com") { DkimSelectors = ["s1"], DkimPublicKeys = new Dictionary<string, string> { ["s1"] = DnsKeys.Ours } };

    public static IEnumerable<DomainCase> All =>
    [
        new("the key of the settings", []) { Question = Known },
        new("the key of the settings in its bare form", [$"{Own} k=rsa; p={DnsKeys.OursWithoutEnvelope}"]) { Question = Known },
        new("the key of the settings with white space", [$"{Own} v=DKIM1 ; p= {DnsKeys.Ours[..64]} {DnsKeys.Ours[64..]} ;"]) { Question = Known },
        new("another key than the settings'", [$"{Own} v=DKIM1; p={DnsKeys.Of2048}"], "dkim dkim-key-mismatch") { Question = Known },
        new("a key of another kind than the settings'", [$"{Own} v=DKIM1; k=ed25519; p={DnsKeys.Ed25519}"], "dkim dkim-ed25519", "dkim dkim-key-mismatch") { Question = Known },
        new("a key of 1024 bits", [$"{Own} v=DKIM1; p={DnsKeys.Of1024}"], "dkim dkim-key-weak 1024"),
        new("a key of 512 bits", [$"{Own} v=DKIM1; p={DnsKeys.Of512}"], "dkim dkim-key-unusable 512"),
        new("a revoked key", [$"{Own} v=DKIM1; p="], "dkim dkim-revoked"),
        new("no key", [Own], "dkim dkim-missing"),
        new("two keys", [$"{Own} v=DKIM1; p={DnsKeys.Ours}", $"{Own} v=DKIM1; p={DnsKeys.Of2048}"], "dkim dkim-multiple"),
        new("a selector that is a CNAME", [Own, "s1._domainkey.example.com CNAME key.provider.example", $"key.provider.example TXT v=DKIM1; p={DnsKeys.Of2048}"]),
        new("a selector that is a CNAME to nothing", [Own, "s1._domainkey.example.com CNAME key.provider.example"], "dkim dkim-missing"),
        new("CNAMEs in a circle", [Own, "s1._domainkey.example.com CNAME a.provider.example", "a.provider.example CNAME s1._domainkey.example.com"], "dkim dns-alias-loop s1._domainkey.example.com"),
        new("eight CNAMEs", [Own, .. Chain(8), $"c8.provider.example TXT v=DKIM1; p={DnsKeys.Of2048}"]),
        new("nine CNAMEs", [Own, .. Chain(9), $"c9.provider.example TXT v=DKIM1; p={DnsKeys.Of2048}"], "dkim dns-alias-loop s1._domainkey.example.com"),
        new("ed25519", [$"{Own} v=DKIM1; k=ed25519; p={DnsKeys.Ed25519}"], "dkim dkim-ed25519"),
        new("ed25519 that is too long", [$"{Own} v=DKIM1; k=ed25519; p={DnsKeys.Of1024}"], "dkim dkim-not-a-key"),
        new("another kind of key", [$"{Own} v=DKIM1; k=dsa; p={DnsKeys.Of2048}"], "dkim dkim-key-kind k=dsa"),
        new("not base64", [$"{Own} v=DKIM1; p=*{DnsKeys.Of2048}"], "dkim dkim-not-base64"),
        new("half a key", [$"{Own} v=DKIM1; p={DnsKeys.Of2048[..200]}"], "dkim dkim-not-a-key"),
        new("no list of tags", [$"{Own} rsa 2048 key"], "dkim dkim-syntax"),
        new("no list of tags behind a version", [$"{Own} v=DKIM1; rsa 2048 key"], "dkim dkim-syntax rsa 2048 key"),
        new("a wildcard of another kind under the selector", [$"{Own} v=spf1 -all"], "dkim dkim-missing"),
        new("a wildcard of another kind beside the key", [$"{Own} v=spf1 -all", $"{Own} k=rsa; p={DnsKeys.Of2048}"]),
        new("no p", [$"{Own} v=DKIM1; k=rsa"], "dkim dkim-syntax p="),
        new("another version", [$"{Own} v=DKIM2; p={DnsKeys.Of2048}"], "dkim dkim-version v=DKIM2"),
        new("a version that does not stand first", [$"{Own} k=rsa; v=DKIM1; p={DnsKeys.Of2048}"], "dkim dkim-version v=DKIM1"),
        new("testing", [$"{Own} v=DKIM1; t=y; p={DnsKeys.Of2048}"], "dkim dkim-testing"),
        new("testing and strict", [$"{Own} v=DKIM1; t=s:y; p={DnsKeys.Of2048}"], "dkim dkim-strict-identity", "dkim dkim-testing"),
        new("sha1 alone", [$"{Own} v=DKIM1; h=sha1; p={DnsKeys.Of2048}"], "dkim dkim-hash h=sha1"),
        new("both hashes", [$"{Own} v=DKIM1; h=sha1:sha256; s=email; p={DnsKeys.Of2048}"]),
        new("another service", [$"{Own} v=DKIM1; s=tlsrpt; p={DnsKeys.Of2048}"], "dkim dkim-service s=tlsrpt"),
        new("no selector", [], "dkim dkim-no-selector") { Question = new("example.com") },
        new("two selectors, one of them not there", [], "dkim dkim-missing") { Question = new("example.com") { DkimSelectors = ["s1", "s2"] } },
    ];

    private static IEnumerable<string> Chain(int length) =>
        Enumerable.Range(1, length).Select(i => $"{(i == 1 ? "s1._domainkey.example.com" : $"c{i - 1}.provider.example")} CNAME c{i}.provider.example");
}
