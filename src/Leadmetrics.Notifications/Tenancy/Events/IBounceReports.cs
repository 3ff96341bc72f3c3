using Leadmetrics.Notifications.Delivery.Bounces;

namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Takes the reports that servers send about SMTP mail, and makes delivery events of them. Safe for concurrent use.</summary>
/// <remarks>
/// Anybody can write a report. The host hands in what came to its bounce mailbox and nothing else, to the tenant that this mailbox belongs to. A report counts only where it names a
/// message of this library: by the address that it came to (<see cref="VerpAddress"/>), and where that has no token, by the Message-ID of the mail that it brings back. See docs/bounces.md.
/// </remarks>
public interface IBounceReports
{
    /// <summary>Reads a report and stores what it says; one that is handed in again stores nothing.</summary>
    /// <param name="tenant">Whose bounce mailbox it came to.</param>
    /// <param name="report">The mail as it came (RFC 5322); read to its end or to 10 MB, and left open.</param>
    /// <param name="providerId">The row that sends with this bounce address, where there is one row alone; it becomes the events' row.</param>
    /// <param name="matching">By what it may name its message.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="EmailDeliveryException">The tenant's senders could not be looked up: hand it in again.</exception>
    /// <exception cref="StoreException">The store cannot answer: hand it in again.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Task<BounceOutcome> ReceiveAsync(TenantId tenant, Stream report, Guid? providerId = null, BounceMatching matching = BounceMatching.AnyOfOurs, CancellationToken cancellationToken = default);
}
