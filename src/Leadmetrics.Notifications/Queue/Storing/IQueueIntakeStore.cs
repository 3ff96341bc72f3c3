using System.Data.Common;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>Puts mails into the queue and gives back their attachments. Safe for concurrent use.</summary>
/// <remarks>
/// What is in the queue is durable when the call ends, or with a caller's transaction, when that commits; a rolled-back mail was never there. Every method throws
/// <see cref="StoreException"/> where the database is not migrated, does not answer, is read-only or full: nothing is falsely accepted. Where a connection broke between
/// commit and answer, the mail may be in the queue all the same: <see cref="NewMail.IdempotencyKey"/> makes the repetition harmless.
/// </remarks>
public interface IQueueIntakeStore
{
    /// <summary>Puts one mail into the queue. It waits for no other mail but one under the same key; a store may put in mails that come at the same time in one transaction.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="transaction">The caller's transaction, on a connection to the same database; <see langword="null"/>: one of the store's own.</param>
    /// <param name="cancellationToken">Ends the call; the mail may be queued all the same.</param>
    /// <returns>What came of it.</returns>
    /// <exception cref="ArgumentException">The transaction is not one of this database's kind, or has ended.</exception>
    /// <exception cref="EmailMessageException">An attachment gave other octets than it was hashed from.</exception>
    Task<Enqueued> EnqueueAsync(NewMail mail, DbTransaction? transaction = null, CancellationToken cancellationToken = default);

    /// <summary>Puts many mails of one tenant into the queue, all or none.</summary>
    /// <param name="mails">The mails: of one tenant, without keys, all with the same times; at least one.</param>
    /// <param name="transaction">The caller's transaction; <see langword="null"/>: one of the store's own.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns><see cref="EnqueueOutcome.Queued"/>, or why none was.</returns>
    /// <exception cref="ArgumentException">The mails are not alike, one has a key, or the transaction is not one of this database's kind.</exception>
    /// <exception cref="EmailMessageException">An attachment gave other octets than it was hashed from.</exception>
    Task<EnqueueOutcome> EnqueueManyAsync(IReadOnlyList<NewMail> mails, DbTransaction? transaction = null, CancellationToken cancellationToken = default);

    /// <summary>Opens a stored content, which is read in pieces: it never sits in memory whole, and no connection is held between reads.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="sha256">Its name.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <returns>A stream that the caller disposes; <see langword="null"/> where there is no such content.</returns>
    Task<Stream?> OpenBlobAsync(TenantId tenant, ReadOnlyMemory<byte> sha256, CancellationToken cancellationToken = default);
}
