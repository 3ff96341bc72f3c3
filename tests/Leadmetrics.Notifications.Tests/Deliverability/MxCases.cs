using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Deliverability;

/// <summary>MX, and DNS itself.</summary>
internal static class MxCases
{
    private const string Own = "example.com MX";

    public static IEnumerable<DomainCase> All =>
    [
        new("a null MX", [$"{Own} 0 ."], "mx mx-null"),
        new("a null MX beside another", [$"{Own} 0 .", $"{Own} 10 mail.example.com"], "mx mx-null-beside"),
        new("an MX that is an address", [$"{Own} 10 192.0.2.25"], "mx mx-address 192.0.2.25", "mx mx-no-host"),
        new("an MX that is an address beside a host", [$"{Own} 10 192.0.2.25", $"{Own} 20 mail.example.com"], "mx mx-address 192.0.2.25"),
        new("an MX that is an alias", [$"{Own} 10 mx.example.com", "mx.example.com CNAME mail.example.com"], "mx mx-alias mx.example.com"),
        new("an MX without an address", [$"{Own} 10 mail.example.com", $"{Own} 20 gone.example.com"], "mx mx-host-missing gone.example.com"),
        new("no MX with an address", [$"{Own} 10 gone1.example.com", $"{Own} 20 gone2.example.com"], "mx mx-host-missing gone1.example.com", "mx mx-host-missing gone2.example.com", "mx mx-no-host"),
        new("an MX without an address and SERVFAIL for another", [$"{Own} 10 gone.example.com", $"{Own} 20 mail.example.com"], "mx dns-server-failed mail.example.com", "mx mx-host-missing gone.example.com") { Fault = ("mail.example.com", StubDnsFault.ServFail) },
        new("eleven MX, of which ten are asked for", [.. Enumerable.Range(1, 11).Select(i => $"{Own} {i} gone{i}.example.com")], [.. Enumerable.Range(1, 10).Select(i => $"mx mx-host-missing gone{i}.example.com")]),
        new("an MX with an IPv6 address alone", ["mail.example.com A", "mail.example.com AAAA 2001:db8::25"]),
        new("no MX", [Own], "mx mx-missing"),
        new("no MX and an address", [Own, "example.com A 192.0.2.80"], "mx mx-fallback"),
        new("a domain that is not there", [], "dkim dkim-missing", "dmarc dmarc-missing", "mx domain-not-found", "spf domain-not-found") { Question = new("gone.example.net") { DkimSelectors = ["s1"] } },
        new("an answer that does not fit into a packet", [Spf, Long]),
        new("an answer that is cut", []) { Fault = ("*", StubDnsFault.Truncate) },
        new("a server that does not know EDNS0", []) { Fault = ("*", StubDnsFault.FormErrOnEdns) },
        new("a server that does not know EDNS0 and an answer that does not fit", [Spf, Long]) { Fault = ("*", StubDnsFault.FormErrOnEdns) },
        new("a server that does not implement EDNS0", []) { Fault = ("*", StubDnsFault.NotImpOnEdns) },
        new("forged answers come first", []) { Fault = ("*", StubDnsFault.ForgedFirst) },
        new("SERVFAIL", [], AllOf("dns-server-failed")) { Fault = ("*", StubDnsFault.ServFail) },
        new("SERVFAIL for an include", [], "spf dns-server-failed _spf.provider.example") { Fault = ("_spf.provider.example", StubDnsFault.ServFail), Question = new("example.com") { DkimSelectors = ["s1"], SpfIncludes = ["somewhere.else.example"] } },
        new("SERVFAIL for an MX host", [], "mx dns-server-failed mail.example.com") { Fault = ("mail.example.com", StubDnsFault.ServFail) },
        new("REFUSED", [], AllOf("dns-refused")) { Fault = ("*", StubDnsFault.Refused) },
        new("garbage", [], AllOf("dns-malformed")) { Fault = ("*", StubDnsFault.Garbage) },
        new("half an answer by TCP", [], AllOf("dns-unreachable")) { Fault = ("*", StubDnsFault.HalfTcp) },
        new("an octet a second by TCP", [], AllOf("dns-unreachable")) { Fault = ("*", StubDnsFault.SlowTcp) },
        new("silence", [], AllOf("dns-unreachable")) { Fault = ("*", StubDnsFault.Drop) },
        new("nobody listens", [], AllOf("dns-unreachable")) { IsUnreachable = true },
    ];

    private static string Spf => "example.com TXT v=spf1 ip4:192.0.2.1 -all";

    private static string Long => "example.com TXT " + string.Concat(Enumerable.Repeat("a verification of some service, ", 45));

    private static string[] AllOf(string code) => [$"dkim {code} s1._domainkey.example.com", $"dmarc {code} _dmarc.example.com", $"mx {code} example.com", $"spf {code} example.com"];
}
