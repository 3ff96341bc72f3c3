using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Hears what becomes of mails after they were handed over: a host registers any number of these.</summary>
public interface IDeliveryEventSink
{
    /// <summary>Takes events that were just stored, each once; a host that dies in between has them in its store alone.</summary>
    /// <param name="events">The events, in the order they came in; at most 1,000. What the provider sends twice is told once.</param>
    /// <param name="cancellationToken">Ends when the host stops, and not with the request that brought the events: they are told once, whoever goes away meanwhile.</param>
    /// <returns>A task that ends when they are dealt with. What it throws is logged; other sinks and later events go on.</returns>
    ValueTask HandleAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken);
}
