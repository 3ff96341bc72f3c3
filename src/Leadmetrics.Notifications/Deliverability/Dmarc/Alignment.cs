namespace Leadmetrics.Notifications.Deliverability.Dmarc;

/// <summary>Whether a domain that authenticates counts for the one in From (RFC 7489 section 3.1).</summary>
internal enum Alignment
{
    /// <summary>It does not.</summary>
    No,

    /// <summary>It does.</summary>
    Yes,

    /// <summary>Receivers that keep a list of public suffixes say yes, those that go by the tree of records say no.</summary>
    Depends,

    /// <summary>There is no such domain, or DNS did not answer.</summary>
    Unknown,
}
