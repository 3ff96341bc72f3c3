using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.Tests.Deliverability;

internal static class SpfCases
{
    private const string Own = "example.com TXT v=spf1";
    private static readonly DomainQuestion Provider = new("example.com") { DkimSelectors = ["s1"], SpfIncludes = ["_spf.provider.example"] };

    public static IEnumerable<DomainCase> All =>
    [
        new("all is sound", []),
        new("the sound record includes the provider", []) { Question = Provider },
        new("no SPF record", ["example.com TXT"], "spf spf-missing") { Spf = DomainOutcome.Warning },
        new("no SPF record of the envelope's domain", ["example.com TXT"], "spf spf-missing") { Question = new("example.com") { DkimSelectors = ["s1"], EnvelopeDomain = "example.com" }, Spf = DomainOutcome.Failed },
        new("no SPF record where the provider is to be included", ["example.com TXT"], "spf spf-missing") { Question = Provider, Spf = DomainOutcome.Failed },
        new("no SPF record beside other texts", ["example.com TXT verification=1234"], "spf spf-missing"),
        new("two SPF records", [$"{Own} -all", $"{Own} ip4:192.0.2.1 -all"], "spf spf-multiple"),
        new("an SPF record of another version", ["example.com TXT v=spf2 -all"], "spf spf-version"),
        new("an SPF record without a space behind its version", ["example.com TXT v=spf1include:_spf.provider.example -all"], "spf spf-version"),
        new("an SPF record in quotes", ["example.com TXT \"v=spf1 -all\""], "spf spf-version"),
        new("an SPF record in upper case", ["example.com TXT V=SPF1 IP4:192.0.2.1 INCLUDE:_SPF.PROVIDER.EXAMPLE -ALL"]) { Question = Provider },
        new("a syntax error", [$"{Own} ip4:192.0.2.300 -all"], "spf spf-syntax ip4:192.0.2.300"),
        new("two syntax errors", [$"{Own} includes:a.example ip:192.0.2.1 -all"], "spf spf-syntax includes:a.example", "spf spf-syntax ip:192.0.2.1"),
        new("two redirects", [$"{Own} redirect=_spf.provider.example redirect=_spf.provider.example"], "spf spf-syntax redirect=_spf.provider.example"),
        new("ten lookups exactly", [Own + Includes(10) + " -all", .. Leaves(10)]),
        new("eleven lookups", [Own + Includes(11) + " -all", .. Leaves(11)], "spf spf-too-many-lookups 11"),
        new("ten lookups by includes of includes", [$"{Own} include:n1.example include:n2.example -all", "n1.example TXT v=spf1" + Includes(4) + " -all", "n2.example TXT v=spf1" + Includes(4) + " -all", .. Leaves(4)]),
        new("eleven lookups by an include of includes", [$"{Own} include:n1.example include:n2.example -all", "n1.example TXT v=spf1" + Includes(4) + " -all", "n2.example TXT v=spf1 mx:example.com" + Includes(4) + " -all", .. Leaves(4)], "spf spf-too-many-lookups 11"),
        new("eleven lookups of addresses", [Own + string.Concat(Enumerable.Range(1, 11).Select(_ => " a:mail.example.com")) + " -all"], "spf spf-too-many-lookups 11"),
        new("two lookups of nothing", [$"{Own} a:gone1.example.com mx:mail.example.com -all"]),
        new("three lookups of nothing", [$"{Own} a:gone1.example.com a:gone2.example.com exists:gone3.example.com -all"], "spf spf-void-lookups 3"),
        new("an mx term with eleven hosts", [$"{Own} mx:many.example.com -all", .. Enumerable.Range(1, 11).Select(i => $"many.example.com MX {i} h{i}.example.com")], "spf spf-mx-hosts mx:many.example.com"),
        new("+all", [$"{Own} +all"], "spf spf-all-pass +all"),
        new("all without a sign", [$"{Own} ip4:192.0.2.1 all"], "spf spf-all-pass all"),
        new("an include that lets everybody pass", [$"{Own} include:open.example -all", "open.example TXT v=spf1 all"], "spf spf-all-pass open.example: all"),
        new("an include of an include that lets everybody pass", [$"{Own} include:n1.example -all", "n1.example TXT v=spf1 redirect=open.example", "open.example TXT v=spf1 ip4:0.0.0.0/0 -all"], "spf spf-all-pass open.example: ip4:0.0.0.0/0"),
        new("an include with a tilde that lets everybody pass", [$"{Own} ~include:open.example -all", "open.example TXT v=spf1 +all"]),
        new("all addresses of IPv4", [$"{Own} ip4:0.0.0.0/0 -all"], "spf spf-all-pass ip4:0.0.0.0/0"),
        new("all addresses of IPv6", [$"{Own} +ip6:::/0 -all"], "spf spf-all-pass +ip6:::/0"),
        new("all addresses around a host's", [$"{Own} a:mail.example.com/0 -all"], "spf spf-all-pass a:mail.example.com/0"),
        new("all addresses, which are not known to pass", [$"{Own} ?ip4:0.0.0.0/0 -all"]),
        new("a network of one address", [$"{Own} ip4:192.0.2.1/32 a:mail.example.com/10//20 -all"]),
        new("?all", [$"{Own} ip4:192.0.2.1 ?all"], "spf spf-all-neutral"),
        new("no all", [$"{Own} ip4:192.0.2.1"], "spf spf-no-all"),
        new("ptr", [$"{Own} ptr -all"], "spf spf-ptr ptr"),
        new("terms behind all", [$"{Own} -all ip4:192.0.2.1"], "spf spf-after-all ip4:192.0.2.1"),
        new("the provider's include behind all", [$"{Own} -all include:_spf.provider.example"], "spf spf-after-all include:_spf.provider.example", "spf spf-not-included _spf.provider.example") { Question = Provider },
        new("redirect", [$"{Own} redirect=_spf.provider.example"]) { Question = Provider },
        new("redirect to a record that lets everybody pass", [$"{Own} redirect=open.example", "open.example TXT v=spf1 +all"], "spf spf-all-pass +all"),
        new("redirect to nothing", [$"{Own} redirect=gone.example"], "spf spf-include-missing gone.example"),
        new("redirect beside all", [$"{Own} redirect=_spf.provider.example -all"], "spf spf-redirect-ignored redirect=_spf.provider.example"),
        new("an include without SPF", [$"{Own} include:gone.example -all"], "spf spf-include-missing gone.example"),
        new("an include with two records", [$"{Own} include:two.example -all", "two.example TXT v=spf1 -all", "two.example TXT v=spf1 ~all"], "spf spf-include-broken two.example"),
        new("an include with a syntax error", [$"{Own} include:bad.example -all", "bad.example TXT v=spf1 foo -all"], "spf spf-include-broken bad.example: foo"),
        new("an include of itself", [$"{Own} include:example.com -all"], "spf spf-loop example.com"),
        new("an include loop", [$"{Own} include:a.example -all", "a.example TXT v=spf1 include:b.example -all", "b.example TXT v=spf1 include:a.example -all"], "spf spf-loop a.example"),
        new("an include named twice is no loop", [$"{Own} include:_spf.provider.example include:n1.example -all", "n1.example TXT v=spf1 include:_spf.provider.example -all"]),
        new("macros", [$"{Own} exists:%{{i}}._spf.%{{d2}} -all"], "spf spf-macros"),
        new("wrong macros", [$"{Own} exists:%{{z}}.example.com -all"], "spf spf-syntax exists:%{z}.example.com"),
        new("a record in strings of 255 octets", [Own + string.Concat(Enumerable.Range(1, 25).Select(i => $" ip4:192.0.2.{i}")) + " -all"]),
        new("a long record", [Own + string.Concat(Enumerable.Range(1, 40).Select(i => $" ip4:192.0.2.{i}")) + " -all"], "spf spf-long 602"),
        new("the provider is not included", [$"{Own} -all"], "spf spf-not-included _spf.provider.example") { Question = Provider, Spf = DomainOutcome.Failed },
        new("another provider is included", [$"{Own} include:other.example -all", "other.example TXT v=spf1 ip4:198.51.100.0/24 -all"], "spf spf-not-included _spf.provider.example") { Question = Provider, Spf = DomainOutcome.Failed },
        new("addresses in the place of the provider's include", [$"{Own} ip4:198.51.100.0/24 -all"], "spf spf-not-included _spf.provider.example") { Question = Provider, Spf = DomainOutcome.Warning },
        new("addresses that do not pass", [$"{Own} ?ip4:198.51.100.0/24 -all"], "spf spf-not-included _spf.provider.example") { Question = Provider, Spf = DomainOutcome.Failed },
        new("addresses in the domain's own include", [$"{Own} include:_s1.example.com -all", "_s1.example.com TXT v=spf1 ip6:2001:db8::/32 -all"], "spf spf-not-included _spf.provider.example") { Question = Provider, Spf = DomainOutcome.Warning },
        new("macros in the place of the provider's include", [$"{Own} include:%{{i}}._spf.example.net -all"], "spf spf-macros", "spf spf-not-included _spf.provider.example") { Question = Provider, Spf = DomainOutcome.Warning },
        new("macros that do not let anybody pass", [$"{Own} -exists:%{{i}}._spf.example.net -all"], "spf spf-macros", "spf spf-not-included _spf.provider.example") { Question = Provider, Spf = DomainOutcome.Failed },
        new("the provider is included by another", [$"{Own} include:n1.example -all", "n1.example TXT v=spf1 include:_spf.provider.example -all"]) { Question = Provider },
        new("the provider is included with a tilde", [$"{Own} ~include:_spf.provider.example -all"], "spf spf-not-included _spf.provider.example") { Question = Provider },
        new("the provider is included below an include with a minus", [$"{Own} -include:n1.example ~all", "n1.example TXT v=spf1 include:_spf.provider.example -all"], "spf spf-not-included _spf.provider.example") { Question = Provider },
        new("the envelope's domain has a record of its own", ["bounce.example.com TXT"], "spf domain-not-found") { Question = new("example.com") { DkimSelectors = ["s1"], EnvelopeDomain = "bounce.example.com" } },
    ];

    private static string Includes(int count) => string.Concat(Enumerable.Range(1, count).Select(i => $" include:l{i}.example"));

    private static IEnumerable<string> Leaves(int count) => Enumerable.Range(1, count).Select(i => $"l{i}.example TXT v=spf1 ip4:203.0.113.{i} -all");
}
