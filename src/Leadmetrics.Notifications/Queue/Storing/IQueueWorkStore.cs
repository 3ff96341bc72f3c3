using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Hands mails to workers. Safe for concurrent use by any number of processes.</summary>
/// <remarks>
/// States of a mail: ready → leased (claim: fence + 1, a lease by the database's clock) → gone (done or buried), ready (retry, release), held (uncertain) ; a lease that ran out → ready
/// (rescue: a crash is counted), from the second crash on suspect, which is claimed one at a time (<see cref="Rescuing"/>). Invariants: one live fence a mail; a write under an older fence, or after a rescue, changes nothing; nothing is claimed before it
/// is due or behind the commit of its tenant's pause. No worker's clock is read. Every method throws <see cref="StoreException"/> where the database is not migrated or does not answer.
/// </remarks>
public interface IQueueWorkStore
{
    /// <summary>Takes mails that are due, going round the tenants.</summary>
    /// <param name="request">How much, and of whom.</param>
    /// <param name="cancellationToken">Ends the call; what was claimed by a call whose answer is lost comes back when its lease ends.</param>
    /// <returns>What was taken.</returns>
    Task<ClaimedMails> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken = default);

    /// <summary>Makes leases last from now on.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="lease">How long.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Of each, in the order given, whether it is still held.</returns>
    Task<IReadOnlyList<bool>> RenewAsync(IReadOnlyList<MailLease> leases, TimeSpan lease, CancellationToken cancellationToken = default);

    /// <summary>Writes down that a mail is about to pass the point of no return, so that whoever rescues it holds it instead of sending it again.</summary>
    /// <param name="lease">The lease.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it is still held.</returns>
    Task<bool> MarkSendingAsync(MailLease lease, CancellationToken cancellationToken = default);

    /// <summary>Writes down what became of mails, each with its history, in one transaction.</summary>
    /// <param name="worker">The worker's name.</param>
    /// <param name="settlements">What; each of another mail.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Of each, in the order given, whether it was still held; where it was not, nothing was written.</returns>
    Task<IReadOnlyList<bool>> SettleAsync(string worker, IReadOnlyList<Settlement> settlements, CancellationToken cancellationToken = default);

    /// <summary>Takes mails back whose leases ran out: each gets a history entry <see cref="AttemptOutcome.LeaseLost"/> and counts a crash. One that was marked as sending under <see cref="OnUncertain.Hold"/> is held; the second crash makes a mail a suspect, the third buries it as poison (<see cref="Rescuing"/>).</summary>
    /// <param name="most">Most mails at once.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many were taken back.</returns>
    Task<int> RescueAsync(int most, CancellationToken cancellationToken = default);
}
