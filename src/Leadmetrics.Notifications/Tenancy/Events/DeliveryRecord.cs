using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>An event, and what follows from it where it is new.</summary>
/// <param name="Event">The event.</param>
/// <param name="Suppression">The entry that it makes on the tenant's list.</param>
public sealed record DeliveryRecord(DeliveryEvent Event, Suppression? Suppression = null);
