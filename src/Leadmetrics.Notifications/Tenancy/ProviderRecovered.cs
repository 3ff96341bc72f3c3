namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A row that was broken works again; its <c>last_error</c> is gone.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="RowId">The tenant's row.</param>
/// <param name="Provider">The provider's word.</param>
/// <param name="At">When.</param>
public sealed record ProviderRecovered(TenantId Tenant, Guid? RowId, string Provider, DateTimeOffset At) : ProviderEvent(Tenant, RowId, Provider, At);
