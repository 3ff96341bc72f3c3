using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Tenancy.Suppressing;

/// <summary>Says which events put an address on its tenant's list.</summary>
internal interface ISuppressionRules
{
    /// <summary>The entry that an event makes; <see langword="null"/>: none.</summary>
    Suppression? Of(DeliveryEvent deliveryEvent);
}
