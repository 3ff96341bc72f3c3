using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.AspNetCore.Domains;

/// <summary>What DNS says of a domain that sends.</summary>
internal sealed record DomainAnswer
{
    public required string Domain { get; init; }

    [JsonConverter(typeof(Word<DomainOutcome>))]
    public required DomainOutcome Outcome { get; init; }

    public required SectionAnswer Spf { get; init; }

    public required IReadOnlyList<SectionAnswer> Dkim { get; init; }

    public required SectionAnswer Dmarc { get; init; }

    public required SectionAnswer Mx { get; init; }

    public static DomainAnswer Of(DomainReport report) => new()
    {
        Domain = report.Domain,
        Outcome = report.Outcome,
        Spf = SectionAnswer.Of(report.Spf),
        Dkim = [.. report.Dkim.Select(SectionAnswer.Of)],
        Dmarc = SectionAnswer.Of(report.Dmarc),
        Mx = SectionAnswer.Of(report.Mx),
    };
}
