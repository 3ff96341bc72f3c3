namespace Leadmetrics.Notifications.Deliverability;

/// <summary>One thing that was found.</summary>
/// <param name="Remedy">What it is, and what to do about it: one of <see cref="DomainRemedies"/>.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Detail">What it is about: a term, a name or a figure, printable and 200 characters at most; it may be somebody else's text.</param>
public sealed record DomainFinding(Remedy Remedy, FindingSeverity Severity, string? Detail = null);
