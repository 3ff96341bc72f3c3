namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>The <c>pool</c> object of SMTP settings.</summary>
public sealed record SmtpPoolSettings
{
    /// <summary>How many connections may be open at once: <c>pool.maxConnections</c>, 1 to 100.</summary>
    /// <value><see langword="null"/>: what the provider is known to take (Microsoft 365: 3), else 5.</value>
    public int? MaxConnections { get; init; }

    /// <summary>How many messages one connection carries: <c>pool.maxMessages</c>, 1 to 100,000.</summary>
    /// <value><see langword="null"/>: 100.</value>
    public int? MaxMessages { get; init; }

    /// <summary>How many whole messages may be on their way over one connection: <c>pool.maxInFlight</c>, 1 to 64. Each one more is one more that a cut connection leaves uncertain.</summary>
    /// <value><see langword="null"/>: 1.</value>
    public int? MaxInFlight { get; init; }
}
