using Leadmetrics.Notifications.Deliverability.Dns;

namespace Leadmetrics.Notifications.Deliverability;

/// <summary>Gathers what a check finds under one name.</summary>
internal sealed class SectionBuilder(string name)
{
    private const int MaxRecords = 10;
    private const int MaxFindings = 20;
    private readonly List<string> _records = [];
    private readonly List<DomainFinding> _findings = [];
    private readonly Dictionary<string, string> _facts = [];

    /// <summary>The name whose record is judged.</summary>
    public string Name { get; set; } = name;

    public void AddRecord(string text)
    {
        if (_records.Count < MaxRecords) _records.Add(RecordText.Clean(text, RecordText.MaxRecord));
    }

    /// <summary>Adds a finding; the same one is told once.</summary>
    public void Add(Remedy remedy, FindingSeverity severity, string? detail = null)
    {
        var finding = new DomainFinding(remedy, severity, detail is null ? null : RecordText.Clean(detail, RecordText.MaxDetail));
        if (_findings.Count < MaxFindings && !_findings.Contains(finding)) _findings.Add(finding);
    }

    public void Fail(Remedy remedy, string? detail = null) => Add(remedy, FindingSeverity.Failure, detail);

    public void Warn(Remedy remedy, string? detail = null) => Add(remedy, FindingSeverity.Warning, detail);

    public void Advise(Remedy remedy, string? detail = null) => Add(remedy, FindingSeverity.Advice, detail);

    public void Note(string fact, string value) => _facts[fact] = RecordText.Clean(value, RecordText.MaxDetail);

    /// <summary>Tells why a name could not be looked up.</summary>
    /// <returns><see langword="false"/>: it could.</returns>
    public bool TellTrouble(DnsAnswer answer, string asked)
    {
        switch (answer.Status)
        {
            case DnsStatus.AliasLoop:
                Fail(DomainRemedies.DnsAliasLoop, asked);
                return true;
            case DnsStatus.ServerFailed:
                Add(DomainRemedies.DnsServerFailed, FindingSeverity.Unknown, asked);
                return true;
            case DnsStatus.Refused:
                Add(DomainRemedies.DnsRefused, FindingSeverity.Unknown, asked);
                return true;
            case DnsStatus.Malformed:
                Add(DomainRemedies.DnsMalformed, FindingSeverity.Unknown, asked);
                return true;
            case DnsStatus.Unreachable:
                Add(DomainRemedies.DnsUnreachable, FindingSeverity.Unknown, asked);
                return true;
            default:
                return false;
        }
    }

    public DomainSection Build() => new(Name)
    {
        Records = _records,
        Findings = _findings,
        Facts = _facts,
        Outcome = _findings.Count == 0 ? DomainOutcome.Passed : OutcomeOf(_findings.Max(finding => finding.Severity)),
    };

    private static DomainOutcome OutcomeOf(FindingSeverity severity) => severity switch
    {
        FindingSeverity.Failure => DomainOutcome.Failed,
        FindingSeverity.Unknown => DomainOutcome.Unknown,
        FindingSeverity.Warning => DomainOutcome.Warning,
        _ => DomainOutcome.Passed,
    };
}
