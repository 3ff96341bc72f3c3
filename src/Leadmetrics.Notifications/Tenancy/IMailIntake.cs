namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Puts mail into the queue, where the host has a store.</summary>
internal interface IMailIntake
{
    /// <inheritdoc cref="ITenantMailer.QueueAsync"/>
    Task<Guid> QueueAsync(TenantId tenant, EmailMessage message, QueueOptions options, CancellationToken cancellationToken);

    /// <inheritdoc cref="ITenantMailer.QueueManyAsync"/>
    Task<IReadOnlyList<Guid>> QueueManyAsync(TenantId tenant, IReadOnlyList<EmailMessage> messages, QueueOptions options, CancellationToken cancellationToken);
}
