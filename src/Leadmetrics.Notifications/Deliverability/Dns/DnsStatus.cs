namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>What came of a question.</summary>
internal enum DnsStatus
{
    /// <summary>There are records.</summary>
    Found,

    /// <summary>The name exists, and has no record of this type.</summary>
    NoData,

    /// <summary>The name does not exist (NXDOMAIN).</summary>
    NoSuchName,

    /// <summary>The aliases lead in a circle, or through too many names.</summary>
    AliasLoop,

    /// <summary>SERVFAIL, or another code that says nothing of the name: it may pass.</summary>
    ServerFailed,

    /// <summary>The resolver does not answer for us.</summary>
    Refused,

    /// <summary>What came back is no DNS message.</summary>
    Malformed,

    /// <summary>Nobody answered in time.</summary>
    Unreachable,
}
