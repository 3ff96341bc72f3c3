namespace Leadmetrics.Notifications.Tenancy;

/// <summary>A row that worked does not connect or authenticate any more. Raised once until it works again; <c>last_error</c> is set before.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="RowId">The tenant's row.</param>
/// <param name="Provider">The provider's word.</param>
/// <param name="At">When.</param>
/// <param name="Failure">What the send met with; its message is fit for the tenant.</param>
public sealed record ProviderBroke(TenantId Tenant, Guid? RowId, string Provider, DateTimeOffset At, EmailFailure Failure) : ProviderEvent(Tenant, RowId, Provider, At);
