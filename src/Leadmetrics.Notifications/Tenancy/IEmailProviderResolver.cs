namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Finds the providers that send for a tenant. Safe for concurrent use.</summary>
public interface IEmailProviderResolver
{
    /// <summary>The tenant's route: its configured providers, else its enabled and verified rows by priority, else the platform's SendGrid.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Ends the wait; a load that others wait for goes on.</param>
    /// <returns>The route.</returns>
    /// <exception cref="EmailDeliveryException">
    /// <see cref="FailureKind.Configuration"/>: a row cannot be opened or read, or there is neither a verified row nor a platform default;
    /// <see cref="FailureKind.Unavailable"/>: the store does not answer, and no cached answer is young enough. Never a silent fall to the platform.
    /// </exception>
    ValueTask<EmailRoute> ResolveAsync(TenantId tenant, CancellationToken cancellationToken = default);
}
