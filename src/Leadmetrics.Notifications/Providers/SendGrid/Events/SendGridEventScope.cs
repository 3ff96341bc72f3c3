namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>Whose events a body may hold.</summary>
/// <param name="Tenant">The row's tenant; <see langword="null"/>: any, by the event's own word. Only ever the platform's account.</param>
/// <param name="ProviderId">The row; <see langword="null"/>: the platform's account.</param>
/// <param name="ReceivedAt">When the body came.</param>
internal sealed record SendGridEventScope(TenantId? Tenant, Guid? ProviderId, DateTimeOffset ReceivedAt);
