using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Looks into the queue and changes what is in it by hand. Safe for concurrent use.</summary>
/// <remarks>Another tenant's mail is not found. Every method throws <see cref="StoreException"/> where the database is not migrated or does not answer.</remarks>
public interface IQueueAdminStore
{
    /// <summary>The counts of a tenant, or of all.</summary>
    /// <param name="tenant">The tenant; <see langword="null"/>: all of them together.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The counts.</returns>
    Task<QueueStatus> StatusAsync(TenantId? tenant, CancellationToken cancellationToken = default);

    /// <summary>What was done in each of the last hours.</summary>
    /// <param name="tenant">The tenant; <see langword="null"/>: all of them together.</param>
    /// <param name="hours">How many hours, the one that runs included; 1 to 168.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One entry an hour, the oldest first, none left out.</returns>
    Task<IReadOnlyList<QueueHour>> HoursAsync(TenantId? tenant, int hours, CancellationToken cancellationToken = default);

    /// <summary>One mail with its history.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The mail; <see langword="null"/> where there is none.</returns>
    Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Those of a tenant's held mails that bear one of many Message-IDs: one question, whatever their number.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="messageIds">The Message-IDs, without angle brackets; at most 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Their ids by Message-ID; those that are not held are left out.</returns>
    Task<IReadOnlyDictionary<string, Guid>> FindHeldAsync(TenantId tenant, IReadOnlyCollection<string> messageIds, CancellationToken cancellationToken = default);

    /// <summary>The tenant's mails of which nobody knows whether they arrived, the first that was queued first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">Those behind this one: the last of the page before; <see langword="null"/>: the first.</param>
    /// <param name="most">Most of them; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The mails, each with the last of its history alone, without recipients.</returns>
    Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after, int most, CancellationToken cancellationToken = default);

    /// <summary>One step of a search among a tenant's mails for those to a recipient, the latest first. It looks at some 20,000 mails at most, and reads the bodies of those without marks, 100 or 16 MiB of them at most.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="recipient">The recipient, as <see cref="Tenancy.Suppressing.SuppressedAddress"/> spells it.</param>
    /// <param name="before">Those before this one: where the step before ended; <see langword="null"/>: the latest.</param>
    /// <param name="most">Most of them; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What this step found.</returns>
    Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, string recipient, Guid? before, int most, CancellationToken cancellationToken = default);

    /// <summary>Dead letters, the latest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="before">Those that died before this one; <see langword="null"/>: the latest.</param>
    /// <param name="most">Most of them; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The dead letters.</returns>
    Task<IReadOnlyList<DeadLetter>> ListDeadAsync(TenantId tenant, DeadLetterCursor? before, int most, CancellationToken cancellationToken = default);

    /// <summary>Puts dead letters back into the queue under the same Message-ID and for the recipients that were open, with 72 hours to go.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="ids">Which; <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many were put back.</returns>
    Task<int> RequeueAsync(TenantId tenant, IReadOnlyCollection<Guid>? ids, CancellationToken cancellationToken = default);

    /// <summary>Takes a mail out of the queue that no worker holds.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was.</returns>
    Task<CancelOutcome> CancelAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Settles a held mail: it had arrived, or it is sent again.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">Its id.</param>
    /// <param name="delivered">Whether it had arrived.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns><see langword="false"/> where no such mail is held.</returns>
    Task<bool> SettleHeldAsync(TenantId tenant, Guid id, bool delivered, CancellationToken cancellationToken = default);

    /// <summary>Stops the claims of a tenant's mail; when the call has ended there is none any more until it is resumed. What workers hold goes out.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task.</returns>
    Task PauseAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Lets a tenant's mail go out again.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task.</returns>
    Task ResumeAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Gives a tenant a larger share of each round.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="weight">How many times another's; 1 to 100.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task.</returns>
    Task SetWeightAsync(TenantId tenant, int weight, CancellationToken cancellationToken = default);
}
