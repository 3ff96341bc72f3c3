using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Says which events put their recipient on the tenant's suppression list.</summary>
internal interface ISuppressionRules
{
    /// <summary>The entry that an event makes; <see langword="null"/>: none.</summary>
    Suppression? Of(DeliveryEvent deliveryEvent);
}
