namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>A worker's hold on a mail. Whoever writes under an older fence writes nothing.</summary>
/// <param name="Tenant">Whose mail.</param>
/// <param name="Id">Which.</param>
/// <param name="Fence">How many claims there were of it, this one included.</param>
public readonly record struct MailLease(TenantId Tenant, Guid Id, long Fence);
