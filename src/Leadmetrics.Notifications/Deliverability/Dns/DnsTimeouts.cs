namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>How long answers are waited for.</summary>
internal sealed record DnsTimeouts
{
    /// <value>2 seconds for one packet, or for all of an exchange by TCP.</value>
    public TimeSpan Try { get; init; } = TimeSpan.FromSeconds(2);

    /// <value>5 seconds for a question, over all tries, servers and aliases.</value>
    public TimeSpan Question { get; init; } = TimeSpan.FromSeconds(5);

    /// <value>10 seconds for a report.</value>
    public TimeSpan Report { get; init; } = TimeSpan.FromSeconds(10);
}
