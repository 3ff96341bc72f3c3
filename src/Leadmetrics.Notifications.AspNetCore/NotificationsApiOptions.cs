using Leadmetrics.Notifications.AspNetCore.Unsubscribing;

namespace Leadmetrics.Notifications.AspNetCore;

/// <summary>Bounds of the HTTP API.</summary>
public sealed class NotificationsApiOptions
{
    /// <summary>The largest body of a request that sends or queues, in octets; 64 KiB to 1 GiB. Attachments in it are base64, a third larger than their content.</summary>
    /// <value>25 MiB.</value>
    public long MaxMessageBody { get; set; } = 25 * 1024 * 1024;

    /// <summary>The largest body of any other request, in octets; 4 KiB to 16 MiB.</summary>
    /// <value>256 KiB.</value>
    public long MaxBody { get; set; } = 256 * 1024;

    /// <summary>How many tests of providers a tenant may ask of this process within a minute; 1 to 10,000.</summary>
    /// <value>10.</value>
    public int TestsPerTenant { get; set; } = 10;

    /// <summary>How many tests, of all tenants, may call one host from this process within a minute; 1 to 10,000.</summary>
    /// <value>20.</value>
    public int TestsPerHost { get; set; } = 20;

    /// <summary>How many looks at a domain's DNS a tenant may ask of this process within a minute; 1 to 10,000.</summary>
    /// <value>20.</value>
    public int DomainChecksPerTenant { get; set; } = 20;

    /// <summary>How many searches for the mails to a recipient a tenant may ask of this process within a minute; 1 to 10,000.</summary>
    /// <value>60.</value>
    public int SearchesPerTenant { get; set; } = 60;

    /// <summary>How many event streams a tenant may keep open on this process; 1 to 10,000.</summary>
    /// <value>20.</value>
    public int StreamsPerTenant { get; set; } = 20;

    /// <summary>How often the counts of a watched tenant are read, 100 milliseconds to 1 minute; one reading serves all streams of the tenant.</summary>
    /// <value>1 second.</value>
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After which time an event stream is ended, 1 second to 1 day: its client comes back by itself, and is asked anew who it is and what it may.</summary>
    /// <value>15 minutes.</value>
    public TimeSpan StreamAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Links by which a recipient leaves the list with one click (RFC 8058).</summary>
    public UnsubscribeOptions Unsubscribe { get; } = new();
}
