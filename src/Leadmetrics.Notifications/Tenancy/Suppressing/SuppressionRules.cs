using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>The host's policy, applied to events.</summary>
internal sealed class SuppressionRules(SuppressionOptions options) : ISuppressionRules
{
    private const int MaxNote = 200;

    // What a server says of the mailbox alone. A refusal by policy (5.7.x), a full mailbox (5.2.2) or a broken route (5.4.x) may be the sender's own fault, or pass:
    // one mistake in a tenant's SPF record would put everybody on its list.
    private static readonly string[] NoSuchMailbox = ["5.1.1", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

    public Suppression? Of(DeliveryEvent deliveryEvent)
    {
        var (reason, policy) = deliveryEvent.Kind switch
        {
            DeliveryEventKind.Bounced when NoSuchMailbox.Contains(deliveryEvent.EnhancedCode, StringComparer.Ordinal) => (SuppressionReason.HardBounce, options.HardBounce),
            DeliveryEventKind.Complained => (SuppressionReason.Complaint, options.Complaint),
            DeliveryEventKind.Unsubscribed => (SuppressionReason.Unsubscribe, options.Unsubscribe),
            _ => (default, null),
        };
        if (policy is not { Enabled: true } || AddressOf(deliveryEvent.Recipient) is not { } address) return null;
        DateTimeOffset? end = policy.Duration is { } duration ? deliveryEvent.OccurredAt + duration : null;
        if (end <= deliveryEvent.ReceivedAt) return null;
        return new Suppression
        {
            Tenant = deliveryEvent.Tenant,
            Address = address,
            Reason = reason,
            Scope = policy.Scope,
            CreatedAt = deliveryEvent.ReceivedAt,
            ExpiresAt = end,
            MessageId = deliveryEvent.MessageId,
            Note = deliveryEvent.Detail is { Length: > MaxNote } detail ? detail[..MaxNote] : deliveryEvent.Detail,
        };
    }

    // An address that no message could be sent to needs no entry.
    private static string? AddressOf(string recipient)
    {
        try
        {
            return SuppressedAddress.Of(new EmailAddress(recipient));
        }
        catch (EmailMessageException)
        {
            return null;
        }
    }
}
