namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Something that became of a tenant's provider at run time.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="RowId">The tenant's row; <see langword="null"/> for a provider of the host's configuration.</param>
/// <param name="Provider">The provider's word, for example <c>smtp</c>.</param>
/// <param name="At">When.</param>
public abstract record ProviderEvent(TenantId Tenant, Guid? RowId, string Provider, DateTimeOffset At);
