namespace Leadmetrics.Notifications.Deliverability;

/// <summary>What DNS says of a domain that sends mail.</summary>
/// <param name="Domain">The domain in ASCII (IDNA).</param>
public sealed record DomainReport(string Domain)
{
    /// <summary>Which servers may send for the domain (RFC 7208).</summary>
    public required DomainSection Spf { get; init; }

    /// <summary>The keys that messages are signed for (RFC 6376), a section a selector; one that says so where no selector was given.</summary>
    public required IReadOnlyList<DomainSection> Dkim { get; init; }

    /// <summary>What receivers do with mail that is not authenticated (RFC 7489).</summary>
    public required DomainSection Dmarc { get; init; }

    /// <summary>Who receives the domain's mail: replies and bounces.</summary>
    public required DomainSection Mx { get; init; }

    /// <summary>All sections in the order in which they are read.</summary>
    public IEnumerable<DomainSection> Sections => [Spf, .. Dkim, Dmarc, Mx];

    /// <summary>The worst of the sections' outcomes.</summary>
    public DomainOutcome Outcome => Sections.Max(section => section.Outcome);
}
