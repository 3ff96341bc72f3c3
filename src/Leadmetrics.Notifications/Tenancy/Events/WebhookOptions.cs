namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>What is taken from providers' webhooks.</summary>
public sealed class WebhookOptions
{
    /// <summary>How large a body may be, in octets, from 64 KiB to 256 MiB; as much memory is used while it is read.</summary>
    /// <value>16 MiB.</value>
    public int MaxBody { get; set; } = 16 * 1024 * 1024;

    /// <summary>How long ago a body may have been signed, from 5 minutes to 30 days. What is sent again within this time is known by its events' ids.</summary>
    /// <value>48 hours: SendGrid tries for 24.</value>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(48);
}
