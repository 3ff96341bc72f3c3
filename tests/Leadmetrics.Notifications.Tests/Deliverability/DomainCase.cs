using System.Net;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Deliverability;

/// <summary>A domain whose DNS is sound but for what a case changes, and what is to be found of it.</summary>
/// <param name="Name">What is special.</param>
/// <param name="Zone">Lines that take the place of the sound ones of the same name and type; a line without a value removes those.</param>
/// <param name="Expected">Exactly what is found, each as section and code.</param>
public sealed record DomainCase(string Name, string[] Zone, params string[] Expected)
{
    private static readonly string[] Sound =
    [
        "example.com TXT v=spf1 ip4:192.0.2.1 include:_spf.provider.example -all",
        "_spf.provider.example TXT v=spf1 ip4:198.51.100.0/24 ~all",
        $"s1._domainkey.example.com TXT v=DKIM1; k=rsa; p={DnsKeys.Ours}",
        "_dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com",
        "example.com MX 10 mail.example.com",
        "mail.example.com A 192.0.2.25",
    ];

    /// <summary>A resolver that refuses: a port that no server of a test is given, as one that was freed may be.</summary>
    public static IPEndPoint Nobody { get; } = new(IPAddress.Loopback, 1);

    /// <summary>What is asked.</summary>
    public DomainQuestion Question { get; init; } = new("example.com") { DkimSelectors = ["s1"] };

    /// <summary>What the server does to all questions, or to those about one name.</summary>
    public (string Name, StubDnsFault Fault)? Fault { get; init; }

    /// <summary>What comes of SPF, where the same finding may matter more or less.</summary>
    public DomainOutcome? Spf { get; init; }

    /// <summary>Whether a resolver is asked where nobody listens.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>Whether the answer only comes by running out of time: such a case is not given much of it.</summary>
    public bool RunsOut => Fault is { Name: "*", Fault: StubDnsFault.Drop or StubDnsFault.SlowTcp };

    public void WriteTo(StubDnsZone zone)
    {
        var changed = Zone.Select(KeyOf).ToHashSet();
        foreach (var line in Sound.Where(line => !changed.Contains(KeyOf(line))).Concat(Zone.Where(line => line.Split(' ').Length > 2))) zone.Line(line);
    }

    public override string ToString() => Name;

    private static string KeyOf(string line) => string.Join(' ', line.Split(' ').Take(2));
}
