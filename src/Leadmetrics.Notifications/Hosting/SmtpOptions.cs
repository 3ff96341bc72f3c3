using Leadmetrics.Notifications.Telemetry;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>What concerns all SMTP rows of the host together: bounds, which each row's pool has its own of beside them, and transcripts.</summary>
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

    /// <summary>
    /// The ids of tenants whose SMTP dialogues are logged, line by line at Trace, in the category <see cref="TelemetryNames.TranscriptCategory"/>: without secrets, contents and
    /// local parts of addresses. It follows the configuration as that is reloaded; connections that are opened from then on are heard.
    /// </summary>
    /// <value>None.</value>
    public IList<string> TranscriptTenants { get; } = [];
}
