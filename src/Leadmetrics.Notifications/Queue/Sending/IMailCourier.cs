using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>Sends a claimed mail once and says what becomes of it. Safe for concurrent use.</summary>
/// <remarks>It writes nothing of the mail: what it says is stored by whoever holds the lease.</remarks>
internal interface IMailCourier
{
    /// <summary>Takes over what a claim said of accounts that are not called for the time being.</summary>
    /// <param name="claim">The claim.</param>
    void Learn(ClaimedMails claim);

    /// <summary>What the tenant's mail would be sent through now, so that no host takes all of a worker's places.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>For example a host and its port; <see langword="null"/> where it cannot be told.</returns>
    ValueTask<string?> FindDestinationAsync(TenantId tenant, CancellationToken cancellationToken);

    /// <summary>Sends a mail.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="gate">Awaited immediately before each point of no return: throws <see cref="LeaseLostException"/> where the lease is not surely held any more.</param>
    /// <param name="cancellationToken">Ends the send.</param>
    /// <returns>What becomes of it.</returns>
    /// <exception cref="OperationCanceledException">Cancelled before the point of no return: nothing was sent.</exception>
    /// <exception cref="LeaseLostException">The lease was lost before the point of no return: nothing was sent, and nothing may be written.</exception>
    Task<CourierReport> DeliverAsync(ClaimedMail mail, Func<CancellationToken, ValueTask> gate, CancellationToken cancellationToken);
}
