namespace Leadmetrics.Notifications.Hosting;

/// <summary>Bounds over all SMTP rows of the host together; each row's pool has its own beside them.</summary>
public sealed class SmtpOptions
{
    /// <summary>How many connections may be open to one host and port, over all rows; at least 1.</summary>
    /// <value><see langword="null"/>: no bound.</value>
    public int? MaxConnectionsPerDestination { get; set; }

    /// <summary>How many connections may be open in total; at least 1.</summary>
    /// <value><see langword="null"/>: no bound.</value>
    public int? MaxConnections { get; set; }

    /// <summary>How long a verification may take, side probes included; 1 second to 5 minutes.</summary>
    /// <value>10 seconds. A server that lets everybody wait longer for its greeting needs more.</value>
    public TimeSpan VerificationBudget { get; set; } = TimeSpan.FromSeconds(10);
}
