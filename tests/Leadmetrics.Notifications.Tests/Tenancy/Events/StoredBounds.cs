using System.Text;
using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

/// <summary>What the stores' columns hold, measured as they measure it: octets of UTF-8, or characters, of the text as it is stored.</summary>
internal static class StoredBounds
{
    /// <exception cref="StoreException">The event is beyond a bound.</exception>
    public static void Check(DeliveryEvent heard)
    {
        Bound("tenant_id", Characters(heard.Tenant.Value), 1, 128);
        Bound("event_id", Characters(heard.EventId), 1, 255);
        Bound("message_id", Octets(heard.MessageId), 1, 998);
        Bound("recipient", Octets(StorableText.Fit(heard.Recipient).ToLowerInvariant()), 1, 320);
        Bound("code", heard.Code ?? 0, 0, 999);
        Bound("enhanced_code", Characters(heard.EnhancedCode), 0, 16);
        Bound("detail", Characters(heard.Detail), 0, 200);
        Bound("url", Characters(heard.Url), 0, 2048);
        Bound("metadata", Octets(DeliveryMetadata.Write(heard.Metadata)), 0, 65_536);
        Bound("raw", Octets(heard.Raw), 0, 65_536);
    }

    private static void Bound(string column, int value, int least, int most)
    {
        if (value < least || value > most) throw new StoreException(StoreFailure.Refused, $"email_event_{column}: {value} is not from {least} to {most}.");
    }

    private static int Octets(string? text) => Encoding.UTF8.GetByteCount(StorableText.Fit(text) ?? "");

    private static int Characters(string? text) => (StorableText.Fit(text) ?? "").EnumerateRunes().Count();
}
