namespace Leadmetrics.Notifications.Deliverability;

/// <summary>A question about a domain cannot be asked.</summary>
public sealed class DomainQuestionException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="field">The question's part, for example <c>domain</c>.</param>
    /// <param name="reason">A phrase that follows it.</param>
    public DomainQuestionException(string field, string reason)
        : base($"{field} {reason}")
    {
        Field = field;
        Reason = reason;
    }

    /// <summary>The question's part: <c>domain, dkimDomain, dkimSelectors, dkimPublicKeys, envelopeDomain</c> or <c>spfIncludes</c>.</summary>
    public string Field { get; }

    /// <summary>A phrase that follows it.</summary>
    public string Reason { get; }
}
