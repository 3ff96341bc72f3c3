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
}
