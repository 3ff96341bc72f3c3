namespace Leadmetrics.Notifications.Hosting;

/// <summary>A provider that the operator wrote down for a tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Provider">The provider's word.</param>
/// <param name="Config">The settings as JSON in UTF-8.</param>
/// <param name="Path">Where they stand, for errors.</param>
internal sealed record ConfiguredProvider(TenantId Tenant, string Provider, ReadOnlyMemory<byte> Config, string Path);
