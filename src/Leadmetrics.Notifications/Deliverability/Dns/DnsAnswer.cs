namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>The answer to a question, aliases followed.</summary>
/// <param name="Status">What came of it.</param>
/// <param name="Records">The records of the type asked for; empty unless <see cref="DnsStatus.Found"/>.</param>
/// <param name="Alias">The name that the aliases end at; <see langword="null"/>: the name asked for is none.</param>
internal sealed record DnsAnswer(DnsStatus Status, IReadOnlyList<DnsRecord> Records, string? Alias = null)
{
    /// <summary>Whether nothing is known of the name: a resolver did not answer, or not soundly.</summary>
    public bool IsTrouble => Status is DnsStatus.ServerFailed or DnsStatus.Refused or DnsStatus.Malformed or DnsStatus.Unreachable;

    /// <summary>Whether nothing is there (RFC 7208 section 4.6.4: a void lookup).</summary>
    public bool IsVoid => Status is DnsStatus.NoData or DnsStatus.NoSuchName;

    public static DnsAnswer Of(DnsStatus status, string? alias = null) => new(status, [], alias);
}
