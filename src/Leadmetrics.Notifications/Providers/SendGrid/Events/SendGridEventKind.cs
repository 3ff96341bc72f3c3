using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>SendGrid's kinds of events, by its own words.</summary>
internal static class SendGridEventKind
{
    /// <summary>What an event of this kind is; <see langword="null"/> where it is known and none of ours, or not known.</summary>
    public static DeliveryEventKind? Of(JsonToken kind, out bool isKnown)
    {
        isKnown = true;
        if (kind.Is("processed"u8)) return DeliveryEventKind.Accepted;
        if (kind.Is("deferred"u8)) return DeliveryEventKind.Deferred;
        if (kind.Is("delivered"u8)) return DeliveryEventKind.Delivered;
        if (kind.Is("open"u8)) return DeliveryEventKind.Opened;
        if (kind.Is("click"u8)) return DeliveryEventKind.Clicked;
        if (kind.Is("bounce"u8)) return DeliveryEventKind.Bounced;
        if (kind.Is("dropped"u8)) return DeliveryEventKind.Dropped;
        if (kind.Is("spamreport"u8)) return DeliveryEventKind.Complained;
        if (kind.Is("unsubscribe"u8)) return DeliveryEventKind.Unsubscribed;

        // Who leaves or joins a group does so on SendGrid's own list of that group, which SendGrid applies; the tenant's list is for all its mail.
        isKnown = kind.Is("group_unsubscribe"u8) || kind.Is("group_resubscribe"u8) || kind.Is("account_status_change"u8);
        return null;
    }
}
