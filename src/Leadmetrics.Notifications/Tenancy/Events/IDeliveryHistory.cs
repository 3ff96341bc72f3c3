using Leadmetrics.Notifications.Delivery;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Tells what became of messages. Safe for concurrent use.</summary>
public interface IDeliveryHistory
{
    /// <summary>What is known of a tenant's message.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="messageId">The Message-ID, as <see cref="EmailSendResult.MessageId"/> says it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The history; <see langword="null"/> where nothing was heard.</returns>
    /// <exception cref="StoreException">The store cannot answer.</exception>
    Task<MessageHistory?> FindAsync(TenantId tenant, string messageId, CancellationToken cancellationToken = default);

    /// <summary>The messages that something was heard of for a recipient, the latest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="recipient">The recipient; its name does not matter.</param>
    /// <param name="after">Those behind this one: the last of the page before; <see langword="null"/>: the first.</param>
    /// <param name="most">Most of them; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is out of bounds.</exception>
    /// <exception cref="EmailMessageException">The recipient is no address.</exception>
    /// <exception cref="StoreException">The store cannot answer.</exception>
    Task<IReadOnlyList<HeardMessage>> ListAsync(TenantId tenant, EmailAddress recipient, HeardMessage? after = null, int most = 100, CancellationToken cancellationToken = default);
}
