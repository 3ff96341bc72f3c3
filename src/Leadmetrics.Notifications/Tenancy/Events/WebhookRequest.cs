namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>A request to a webhook.</summary>
public sealed record WebhookRequest
{
    /// <summary>The header <c>X-Twilio-Email-Event-Webhook-Signature</c>.</summary>
    public required string? Signature { get; init; }

    /// <summary>The header <c>X-Twilio-Email-Event-Webhook-Timestamp</c>.</summary>
    public required string? Timestamp { get; init; }

    /// <summary>The body, octet for octet as it came: not read before, and not closed here.</summary>
    public required Stream Body { get; init; }

    /// <summary>How long the body says it is, in octets.</summary>
    /// <value><see langword="null"/>: it does not say.</value>
    public long? ContentLength { get; init; }
}
