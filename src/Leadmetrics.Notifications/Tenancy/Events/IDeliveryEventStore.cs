using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Keeps what became of mails. Safe for concurrent use.</summary>
/// <remarks>
/// Invariants: an event is kept once for each tenant, row and event id; a recipient's status is the furthest of its events, whatever order they come in and however often;
/// what follows from an event (a suppression) is stored with it or not at all, and never again for an event that is known. Events of one row never touch another's statuses.
/// Of events of the same kind and time the one with the higher reason stands. NUL and lone surrogates are kept as U+FFFD, recipients in lower case.
/// Every method throws <see cref="StoreException"/> where the store cannot answer.
/// </remarks>
public interface IDeliveryEventStore
{
    /// <summary>Stores events, all or none, and what follows from them.</summary>
    /// <param name="records">The events; at most 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>For each event whether it is new here; of one that is given twice, the first.</returns>
    /// <exception cref="StoreException"><see cref="StoreFailure.Refused"/>: an event is beyond what <see cref="DeliveryEvent"/> allows; nothing was stored.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are more than 1,000.</exception>
    Task<IReadOnlyList<bool>> AddAsync(IReadOnlyList<DeliveryRecord> records, CancellationToken cancellationToken = default);

    /// <summary>What is known of a tenant's message.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="messageId">The Message-ID, without angle brackets.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The history, with the first 1,000 events; <see langword="null"/> where nothing was heard.</returns>
    Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default);

    /// <summary>The messages that something was heard of for a recipient, the latest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="recipient">The recipient, in whatever case.</param>
    /// <param name="after">Those behind this one: the last of the page before; <see langword="null"/>: the first.</param>
    /// <param name="most">Most of them; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is out of bounds.</exception>
    Task<IReadOnlyList<HeardMessage>> ListAsync(TenantId tenant, string recipient, HeardMessage? after, int most, CancellationToken cancellationToken = default);

    /// <summary>Removes events, and statuses that nothing was heard of since.</summary>
    /// <param name="receivedBefore">The end of what goes, by <see cref="DeliveryEvent.ReceivedAt"/>.</param>
    /// <param name="most">The most events, and the most statuses, that one call removes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many rows were removed; less than <paramref name="most"/> where nothing is left.</returns>
    Task<int> PruneAsync(DateTimeOffset receivedBefore, int most, CancellationToken cancellationToken = default);
}
