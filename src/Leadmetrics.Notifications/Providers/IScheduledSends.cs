namespace Leadmetrics.Notifications.Providers;

/// <summary>What an account lets be done with mail that it was given to send later. Safe for concurrent use; reached through <see cref="IEmailProvider.Feature{T}"/>.</summary>
/// <remarks>
/// A batch is made first, its id then given to each mail (<see cref="SendOptions.BatchId"/> with <see cref="SendOptions.SendAt"/>). States of a batch: due (its mails go out at
/// their times) ⇄ paused (they wait, and are thrown away 72 hours after their time), due or paused → cancelled (they are thrown away when their time comes) → due again, as
/// long as that time has not come. SendGrid cancels and pauses nothing later than 10 minutes before a batch's time, and no more than 10 batches of an account at one time: a
/// call beyond that fails.
/// </remarks>
public interface IScheduledSends
{
    /// <summary>Makes a batch.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its id, for <see cref="SendOptions.BatchId"/>.</returns>
    /// <exception cref="EmailDeliveryException">The account did not make one.</exception>
    Task<string> CreateBatchIdAsync(CancellationToken cancellationToken = default);

    /// <summary>Cancels what of a batch was not sent yet.</summary>
    /// <param name="batchId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Ends when the account has said so.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="EmailDeliveryException">The account knows no such batch, or did not do it, as where the batch is due too soon or too many others are cancelled or paused.</exception>
    Task CancelAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>Holds what of a batch was not sent yet.</summary>
    /// <param name="batchId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Ends when the account has said so.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="EmailDeliveryException">The account knows no such batch, or did not do it, as where the batch is due too soon or too many others are cancelled or paused.</exception>
    Task PauseAsync(string batchId, CancellationToken cancellationToken = default);

    /// <summary>Lets a paused or cancelled batch go on; what was due in the meantime is sent at once. Nothing changes where it was neither.</summary>
    /// <param name="batchId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Ends when the account has said so.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="EmailDeliveryException">The account did not do it.</exception>
    Task ResumeAsync(string batchId, CancellationToken cancellationToken = default);
}
