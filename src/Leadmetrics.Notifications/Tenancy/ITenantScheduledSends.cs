using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>What a tenant's first provider lets be done with mail that it was given to send later. Safe for concurrent use.</summary>
/// <remarks>
/// A batch belongs to the account that made it: where the tenant's route changes in between, its id means nothing to the new one. Tenants that send through the platform's
/// account share its batches, so a host gives a tenant no id of another's.
/// </remarks>
public interface ITenantScheduledSends
{
    /// <summary>Makes a batch.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its id, for <see cref="SendOptions.BatchId"/>.</returns>
    /// <exception cref="EmailDeliveryException"><see cref="FailureKind.Configuration"/>: the provider sends nothing later; else as <see cref="IEmailProviderResolver"/> and <see cref="IScheduledSends"/> say.</exception>
    Task<string> CreateBatchIdAsync(TenantId tenant, CancellationToken cancellationToken = default);

    /// <summary>Cancels what of a batch was not sent yet.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="batchId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Ends when the account has said so.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="EmailDeliveryException">As for <see cref="CreateBatchIdAsync"/>.</exception>
    Task CancelAsync(TenantId tenant, string batchId, CancellationToken cancellationToken = default);

    /// <summary>Holds what of a batch was not sent yet.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="batchId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Ends when the account has said so.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="EmailDeliveryException">As for <see cref="CreateBatchIdAsync"/>.</exception>
    Task PauseAsync(TenantId tenant, string batchId, CancellationToken cancellationToken = default);

    /// <summary>Lets a paused or cancelled batch go on.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="batchId">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Ends when the account has said so.</returns>
    /// <exception cref="ArgumentException">The id is empty.</exception>
    /// <exception cref="EmailDeliveryException">As for <see cref="CreateBatchIdAsync"/>.</exception>
    Task ResumeAsync(TenantId tenant, string batchId, CancellationToken cancellationToken = default);
}
