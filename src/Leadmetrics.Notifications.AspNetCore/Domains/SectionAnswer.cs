using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.AspNetCore.Domains;

/// <summary>What was found under one name.</summary>
internal sealed record SectionAnswer
{
    public required string Name { get; init; }

    [JsonConverter(typeof(Word<DomainOutcome>))]
    public required DomainOutcome Outcome { get; init; }

    public required IReadOnlyList<string> Records { get; init; }

    public required IReadOnlyList<FindingAnswer> Findings { get; init; }

    public required IReadOnlyDictionary<string, string> Facts { get; init; }

    public static SectionAnswer Of(DomainSection section) => new()
    {
        Name = section.Name,
        Outcome = section.Outcome,
        Records = section.Records,
        Findings = [.. section.Findings.Select(FindingAnswer.Of)],
        Facts = section.Facts,
    };
}
