using System.Text.Json.Serialization;
using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.Deliverability;

namespace Leadmetrics.Notifications.AspNetCore.Domains;

/// <summary>One thing that was found.</summary>
internal sealed record FindingAnswer([property: JsonConverter(typeof(Word<FindingSeverity>))] FindingSeverity Severity, Remedy Remedy, string? Detail)
{
    public static FindingAnswer Of(DomainFinding finding) => new(finding.Severity, finding.Remedy, finding.Detail);
}
