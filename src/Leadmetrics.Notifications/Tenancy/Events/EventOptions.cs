namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>How long delivery events are kept.</summary>
public sealed class EventOptions
{
    /// <summary>How long an event is kept after it was heard, at most 3,660 days; longer than <see cref="WebhookOptions.MaxAge"/> by 5 minutes at least, so that what is sent again is still known.</summary>
    /// <value>90 days.</value>
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(90);
}
