using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue;

/// <summary>Looks into the queue and changes what is in it by hand. Mail is put into it by <see cref="Tenancy.ITenantMailer.QueueAsync"/>. Safe for concurrent use.</summary>
/// <remarks>Another tenant's mail is not found. Every method throws <see cref="Tenancy.StoreException"/> where the database is not migrated or does not answer.</remarks>
public interface IMailQueue
{
    /// <summary>The counts of a tenant, or of all.</summary>
    /// <param name="tenant">The tenant; <see langword="null"/>: all of them together.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The counts.</returns>
    Task<QueueStatus> StatusAsync(TenantId? tenant = null, CancellationToken cancellationToken = default);

    /// <summary>What was done in each of the last hours.</summary>
    /// <param name="tenant">The tenant; <see langword="null"/>: all of them together.</param>
    /// <param name="hours">How many hours, the one that runs included; 1 to 168.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>One entry an hour, the oldest first, none left out.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The hours are out of bounds.</exception>
    Task<IReadOnlyList<QueueHour>> HoursAsync(TenantId? tenant = null, int hours = 24, CancellationToken cancellationToken = default);

    /// <summary>One mail with its history.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The mail; <see langword="null"/> where there is none.</returns>
    Task<QueuedMail?> FindAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>A tenant's mails to a recipient, the latest first: those that wait as well as those that are settled, as long as they are kept.</summary>
    /// <remarks>
    /// Mails are looked through one after the other, by the marks of their recipients; only of mails to more than 64 recipients the body is read. A call that has looked for two seconds gives what it has, which
    /// may be nothing, and where it goes on.
    /// Mail that was sent without being queued is not found.
    /// </remarks>
    /// <param name="tenant">The tenant.</param>
    /// <param name="recipient">The recipient; its name does not matter, nor upper and lower case.</param>
    /// <param name="before">The <see cref="QueuedMailPage.Next"/> of the page before; <see langword="null"/>: the latest.</param>
    /// <param name="most">Most of them; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is out of bounds.</exception>
    /// <exception cref="EmailMessageException">The recipient is no address.</exception>
    Task<QueuedMailPage> FindByRecipientAsync(TenantId tenant, EmailAddress recipient, Guid? before = null, int most = 100, CancellationToken cancellationToken = default);

    /// <summary>The tenant's mails of which nobody knows whether they arrived, the first that was queued first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="after">Those behind this one: the last of the page before; <see langword="null"/>: the first.</param>
    /// <param name="most">Most of them; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The mails, each with the last of its history alone, without recipients.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is out of bounds.</exception>
    Task<IReadOnlyList<QueuedMail>> ListHeldAsync(TenantId tenant, Guid? after = null, int most = 100, CancellationToken cancellationToken = default);

    /// <summary>Dead letters, the latest first.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="before">Those that died before this one; <see langword="null"/>: the latest.</param>
    /// <param name="most">Most of them; 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The dead letters.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="most"/> is out of bounds.</exception>
    Task<IReadOnlyList<DeadLetter>> ListDeadAsync(TenantId tenant, DeadLetterCursor? before = null, int most = 100, CancellationToken cancellationToken = default);

    /// <summary>Puts dead letters back into the queue, under the same Message-ID and for the recipients that were open, with 72 hours to go.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="ids">Which; <see langword="null"/>: all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>How many were put back.</returns>
    Task<int> RequeueAsync(TenantId tenant, IReadOnlyCollection<Guid>? ids = null, CancellationToken cancellationToken = default);

    /// <summary>Takes a mail out of the queue that no worker holds.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was.</returns>
    Task<CancelOutcome> CancelAsync(TenantId tenant, Guid id, CancellationToken cancellationToken = default);

    /// <summary>Settles a mail of which nobody knows whether it arrived.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="id">Its id.</param>
    /// <param name="delivered">Whether it had arrived; if not, it is sent again under the same Message-ID.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns><see langword="false"/> where no such mail is held.</returns>
    Task<bool> SettleAsync(TenantId tenant, Guid id, bool delivered, CancellationToken cancellationToken = default);

    /// <summary>Stops a tenant's mail: when the call has ended no worker takes any more of it until it is resumed. What workers hold goes out; queueing goes on.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task.</returns>
    Task PauseAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Lets a tenant's mail go out again.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task.</returns>
    Task ResumeAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Gives a tenant a larger share of each round over the tenants.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="weight">How many times another's; 1 to 100.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A task.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The weight is out of bounds.</exception>
    Task SetWeightAsync(TenantId tenant, int weight, CancellationToken cancellationToken = default);

    /// <summary>The accounts that are not called for the time being, each with why and until when.</summary>
    /// <remarks>The texts are the servers' words. Those of the platform's account are the operator's to see, no tenant's.</remarks>
    /// <param name="tenant">The tenant whose accounts; <see langword="null"/>: the platform's account.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The open breakers; none where every account is called.</returns>
    Task<IReadOnlyList<Breaker>> ListBreakersAsync(TenantId? tenant, CancellationToken cancellationToken = default);

    /// <summary>Lets mail go through an account again before its wait is over, since somebody mended it: a key of the platform's, a server, a quota. A tenant's row needs none of it: its edit does the same.</summary>
    /// <remarks>
    /// Workers hear of it with the next mail that they claim: within 30 seconds, and 5 more where one opened the breaker just before. Where the account fails again its breaker opens again, with its first wait.
    /// A host that lets tenants call this sees to it that the key's tenant is theirs: the platform's account is the operator's.
    /// </remarks>
    /// <param name="account">The account, as its breaker names it.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether its breaker was open.</returns>
    /// <exception cref="ArgumentException">The key names no account.</exception>
    Task<bool> CloseBreakerAsync(AccountKey account, CancellationToken cancellationToken = default);
}
