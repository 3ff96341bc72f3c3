using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Tenancy.Events;

/// <summary>What tells one event from another, as it is stored.</summary>
internal readonly record struct EventKey(string Tenant, Guid ProviderId, string EventId)
{
    public static EventKey Of(DeliveryEvent given) => new(given.Tenant.Value, given.ProviderId ?? Guid.Empty, StorableText.Fit(given.EventId));
}
