namespace Leadmetrics.Notifications.Tenancy;

/// <summary>What a row of <c>notification_providers</c> is known by.</summary>
/// <param name="Tenant">Whose row it is.</param>
/// <param name="Id">The row's id, unique within the tenant.</param>
public readonly record struct ProviderRowKey(TenantId Tenant, Guid Id);
