namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Hears what becomes of providers while they send: a host registers any number of these to tell tenants, or to page somebody.</summary>
public interface IProviderEventSink
{
    /// <summary>Takes one event. Called for one event at a time and never by a send itself: a slow sink delays later events, and where more than a thousand fallbacks wait for it, the oldest are lost.</summary>
    /// <param name="providerEvent">The event: <see cref="ProviderBroke"/>, <see cref="ProviderRecovered"/> or <see cref="ProviderFellBack"/>.</param>
    /// <param name="cancellationToken">Ends when the host has waited long enough for its shutdown.</param>
    /// <returns>A task that ends when the event is dealt with. What it throws is logged; other sinks and later events go on.</returns>
    ValueTask HandleAsync(ProviderEvent providerEvent, CancellationToken cancellationToken);
}
