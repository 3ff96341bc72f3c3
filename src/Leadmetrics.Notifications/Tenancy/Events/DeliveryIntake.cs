using Leadmetrics.Notifications.Delivery;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>The one way in for delivery events, whoever heard them: stored with what follows from them, then counted and told to the host's sinks, each new one once.</summary>
/// <remarks>Once storing has begun, whoever brought the events may go: what is stored is told, since it never comes as new again.</remarks>
internal sealed class DeliveryIntake(IDeliveryEventStore store, ISuppressionRules? rules, IEnumerable<IDeliveryEventSink> sinks, NotificationsTelemetry telemetry, ILogger<DeliveryIntake> logger)
{
    /// <summary>The most events at once.</summary>
    public const int MaxEvents = 1000;

    private readonly IDeliveryEventSink[] _sinks = [.. sinks];

    /// <summary>Ends with the host.</summary>
    public CancellationToken Stopping { get; init; }

    /// <summary>Takes events, of any tenants and rows.</summary>
    /// <returns>How many are new.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before storing began.</exception>
    /// <exception cref="StoreException">The store cannot answer: nothing was stored, and nobody was told.</exception>
    public async Task<int> AddAsync(IReadOnlyList<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events.Count, MaxEvents, nameof(events));
        cancellationToken.ThrowIfCancellationRequested();
        if (events.Count == 0) return 0;
        var records = new DeliveryRecord[events.Count];
        for (var i = 0; i < records.Length; i++) records[i] = new DeliveryRecord(events[i], rules?.Of(events[i]));
        var isNew = await store.AddAsync(records, CancellationToken.None).ConfigureAwait(false);

        // Sinks may keep the list: it is theirs.
        var fresh = events.Where((_, i) => isNew[i]).ToArray();
        if (fresh.Length == 0) return 0;
        foreach (var kind in fresh.GroupBy(heard => (heard.Provider, heard.Kind))) telemetry.DeliveryHeard(kind.Key.Provider, DeliveryEventWords.Of(kind.Key.Kind), kind.Count());
        foreach (var sink in _sinks) await TellAsync(sink, fresh).ConfigureAwait(false);
        return fresh.Length;
    }

    private async Task TellAsync(IDeliveryEventSink sink, DeliveryEvent[] events)
    {
        try
        {
            await sink.HandleAsync(events, Stopping).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // The events are stored: one sink's trouble is neither another's nor the provider's.
            Log.DeliverySinkFailed(logger, events.Length, failure);
        }
    }
}
