namespace Leadmetrics.Notifications.Deliverability;

/// <summary>What was found under one name.</summary>
/// <param name="Name">The name whose record was judged, for example <c>_dmarc.example.com</c>.</param>
public sealed record DomainSection(string Name)
{
    /// <summary>The records found, printable and 1,000 characters each at most; ten at most.</summary>
    public IReadOnlyList<string> Records { get; init; } = [];

    /// <summary>What came of it.</summary>
    public DomainOutcome Outcome { get; init; }

    /// <summary>What is to be said of it; empty where all is well.</summary>
    public IReadOnlyList<DomainFinding> Findings { get; init; } = [];

    /// <summary>Figures and names beside the record, for example <c>lookups</c> or <c>policy</c>.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();
}
