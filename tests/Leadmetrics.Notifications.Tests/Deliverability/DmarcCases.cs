using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Deliverability;

internal static class DmarcCases
{
    private const string Own = "_dmarc.example.com TXT";
    private const string Rua = "rua=mailto:dmarc@example.com";

    private static readonly string[] Shop =
    [
        "shop.example.com TXT v=spf1 ip4:192.0.2.1 -all",
        $"s1._domainkey.shop.example.com TXT v=DKIM1; p={DnsKeys.Of2048}",
        "shop.example.com MX 10 mail.example.com",
    ];

    private static readonly string[] Deep =
    [
        "a.shop.example.com TXT v=spf1 ip4:192.0.2.1 -all",
        $"s1._domainkey.a.shop.example.com TXT v=DKIM1; p={DnsKeys.Of2048}",
        "a.shop.example.com MX 10 mail.example.com",
    ];

    private static readonly DomainQuestion OfDeep = new("a.shop.example.com") { DkimSelectors = ["s1"] };

    private static readonly DomainQuestion OfShop = new("shop.example.com") { DkimSelectors = ["s1"] };

    public static IEnumerable<DomainCase> All =>
    [
        new("p=none", [$"{Own} v=DMARC1; p=none; {Rua}"], "dmarc dmarc-policy-none"),
        new("p=quarantine", [$"{Own} v=DMARC1; p=quarantine; {Rua}"]),
        new("p=reject in other letters", [$"{Own} v = DMARC1; p=Reject; {Rua};"]),
        new("no DMARC record", [Own], "dmarc dmarc-missing"),
        new("two DMARC records", [$"{Own} v=DMARC1; p=none; {Rua}", $"{Own} v=DMARC1; p=reject; {Rua}"], "dmarc dmarc-multiple"),
        new("a DMARC record beside another text", [$"{Own} v=DMARC1; p=reject; {Rua}", $"{Own} anything"]),
        new("pct", [$"{Own} v=DMARC1; p=reject; pct=50; {Rua}"], "dmarc dmarc-percent 50"),
        new("pct that is no percentage", [$"{Own} v=DMARC1; p=reject; pct=101; {Rua}"], "dmarc dmarc-syntax pct=101"),
        new("testing of a policy", [$"{Own} v=DMARC1; p=reject; t=y; {Rua}"], "dmarc dmarc-testing"),
        new("no reports", [$"{Own} v=DMARC1; p=reject"], "dmarc dmarc-no-reports"),
        new("reports to an address without a scheme", [$"{Own} v=DMARC1; p=reject; rua=dmarc@example.com"], "dmarc dmarc-syntax rua=dmarc@example.com"),
        new("no policy", [$"{Own} v=DMARC1; {Rua}"], "dmarc dmarc-syntax p="),
        new("an unknown policy", [$"{Own} v=DMARC1; p=monitor; {Rua}"], "dmarc dmarc-syntax p=monitor"),
        new("a DMARC version in lower case", [$"{Own} v=dmarc1; p=none"], "dmarc dmarc-syntax v=dmarc1; p=none"),
        new("two semicolons", [$"{Own} v=DMARC1; p=reject;; {Rua}"], "dmarc dmarc-no-reports", "dmarc dmarc-syntax ;;"),
        new("commas in the place of semicolons", [$"{Own} v=DMARC1, p=none"], "dmarc dmarc-syntax v=DMARC1, p=none"),
        new("a sub-domain under the organisation's record", Shop) { Question = OfShop },
        new("a sub-domain policy", [.. Shop, $"{Own} v=DMARC1; p=reject; sp=none; {Rua}"], "dmarc dmarc-policy-none") { Question = OfShop },
        new("a sub-domain with a record of its own", [.. Shop, $"{Own} v=DMARC1; p=reject; sp=none; {Rua}", $"_dmarc.shop.example.com TXT v=DMARC1; p=reject; {Rua}"]) { Question = OfShop },
        new("a policy of a public suffix", [.. Shop, Own, $"_dmarc.com TXT v=DMARC1; p=reject; psd=y; {Rua}"]) { Question = OfShop },
        new("a signing domain without a selector is not judged", [], "dkim dkim-no-selector") { Question = Aligned("provider.example", null) with { DkimSelectors = [] } },
        new("a signature of a sub-domain, strict", [$"{Own} v=DMARC1; p=reject; adkim=s; {Rua}", $"s1._domainkey.mail.example.com TXT v=DKIM1; p={DnsKeys.Of2048}"], "dmarc dmarc-dkim-not-aligned mail.example.com") { Question = Aligned("mail.example.com", null) },
        new("a signature of a sub-domain, relaxed", [$"s1._domainkey.mail.example.com TXT v=DKIM1; p={DnsKeys.Of2048}"]) { Question = Aligned("mail.example.com", null) },
        new("a signature of somebody else", [$"s1._domainkey.provider.example TXT v=DKIM1; p={DnsKeys.Of2048}"], "dmarc dmarc-dkim-not-aligned provider.example") { Question = Aligned("provider.example", "example.com") },
        new("an envelope of a sub-domain, strict", [$"{Own} v=DMARC1; p=reject; aspf=s; {Rua}", "bounce.example.com TXT v=spf1 ip4:192.0.2.1 -all"], "dmarc dmarc-spf-not-aligned bounce.example.com") { Question = Aligned(null, "bounce.example.com") },
        new("an envelope of a sub-domain, relaxed", ["bounce.example.com TXT v=spf1 ip4:192.0.2.1 -all"]) { Question = Aligned(null, "bounce.example.com") },
        new("signature and envelope of somebody else", [$"s1._domainkey.provider.example TXT v=DKIM1; p={DnsKeys.Of2048}", "provider.example TXT v=spf1 ip4:192.0.2.1 -all"], "dmarc dmarc-not-aligned") { Question = Aligned("provider.example", "provider.example") },
        new("a sibling below one organisation, relaxed", [.. Shop, $"s1._domainkey.mail.example.com TXT v=DKIM1; p={DnsKeys.Of2048}"]) { Question = OfShop with { DkimDomain = "mail.example.com" } },
        new("siblings below a public suffix", [.. Shop, Own, $"_dmarc.example.com TXT v=DMARC1; p=reject; psd=y; {Rua}", $"s1._domainkey.mail.example.com TXT v=DKIM1; p={DnsKeys.Of2048}"], "dmarc dmarc-dkim-not-aligned mail.example.com") { Question = OfShop with { DkimDomain = "mail.example.com" } },
        new("a DMARC record beside one of another version", [$"{Own} v=DMARC1; p=reject; {Rua}", $"{Own} v=DMARC; old"]),
        new("SERVFAIL above the organisation's record", Shop) { Question = OfShop, Fault = ("_dmarc.com", StubDnsFault.ServFail) },
        new("SERVFAIL above the organisation's record and a signature of a sub-domain", [$"s1._domainkey.mail.example.com TXT v=DKIM1; p={DnsKeys.Of2048}"]) { Question = Aligned("mail.example.com", null), Fault = ("_dmarc.com", StubDnsFault.ServFail) },
        new("SERVFAIL above the organisation's record and a signature of somebody else", [$"s1._domainkey.provider.example TXT v=DKIM1; p={DnsKeys.Of2048}"], "dmarc dmarc-dkim-not-aligned provider.example") { Question = Aligned("provider.example", null), Fault = ("_dmarc.com", StubDnsFault.ServFail) },
        new("SERVFAIL above a record that may not be the organisation's", [.. Deep, "_dmarc.shop.example.com TXT v=DMARC1; p=none"], "dmarc dmarc-no-reports", "dmarc dmarc-policy-none", "dmarc dns-server-failed _dmarc.example.com") { Question = OfDeep, Fault = ("_dmarc.example.com", StubDnsFault.ServFail) },
        new("SERVFAIL below the organisation's record", Deep) { Question = OfDeep, Fault = ("_dmarc.shop.example.com", StubDnsFault.ServFail) },
        new("SERVFAIL above no record", [Own], "dmarc dns-server-failed _dmarc.com") { Fault = ("_dmarc.com", StubDnsFault.ServFail) },
        new("SERVFAIL for the signing domain's policy", [.. Shop, ShopsOwn, Own], "dmarc dns-server-failed _dmarc.example.com") { Question = OfShop with { DkimDomain = "example.com" }, Fault = ("_dmarc.example.com", StubDnsFault.ServFail) },
        new("a signature of the domain above, which has no record", [.. Shop, ShopsOwn, Own], "dmarc dmarc-alignment-depends example.com") { Question = OfShop with { DkimDomain = "example.com" } },
        new("a signature of the domain above and an envelope of somebody else", [.. Shop, ShopsOwn, Own, "provider.example TXT v=spf1 ip4:192.0.2.1 -all"], "dmarc dmarc-alignment-depends example.com", "dmarc dmarc-spf-not-aligned provider.example") { Question = OfShop with { DkimDomain = "example.com", EnvelopeDomain = "provider.example" } },
        new("an envelope of a domain below, which has a record of its own", [Own, $"_dmarc.bounce.example.com TXT v=DMARC1; p=reject; psd=n; {Rua}", $"{Own} v=DMARC1; p=reject; {Rua}", "bounce.example.com TXT v=spf1 ip4:192.0.2.1 -all"], "dmarc dmarc-alignment-depends bounce.example.com") { Question = Aligned(null, "bounce.example.com") },
        new("a signature of the public suffix above", [.. Shop, ShopsOwn, $"{Own} v=DMARC1; p=reject; psd=y; {Rua}"], "dmarc dmarc-dkim-not-aligned example.com") { Question = OfShop with { DkimDomain = "example.com" } },
        new("a strict policy and a signature of the domain above", [.. Shop, $"_dmarc.shop.example.com TXT v=DMARC1; p=reject; adkim=s; {Rua}", Own], "dmarc dmarc-dkim-not-aligned example.com") { Question = OfShop with { DkimDomain = "example.com" } },
        new("a weaker policy for sub-domains", [$"{Own} v=DMARC1; p=reject; sp=quarantine; {Rua}"], "dmarc dmarc-subdomains-weaker sp=quarantine"),
        new("a stricter policy for sub-domains", [$"{Own} v=DMARC1; p=none; sp=reject; {Rua}"], "dmarc dmarc-policy-none"),
        new("a policy for names that do not exist", [$"{Own} v=DMARC1; p=reject; np=Reject; {Rua}"]),
        new("no policy for names that do not exist", [$"{Own} v=DMARC1; p=reject; np=deny; {Rua}"], "dmarc dmarc-syntax np=deny"),
    ];

    private static string ShopsOwn => $"_dmarc.shop.example.com TXT v=DMARC1; p=reject; {Rua}";

    private static DomainQuestion Aligned(string? dkim, string? envelope) => new("example.com") { DkimSelectors = ["s1"], DkimDomain = dkim, EnvelopeDomain = envelope };
}
