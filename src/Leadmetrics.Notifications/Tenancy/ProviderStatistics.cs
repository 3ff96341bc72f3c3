namespace Leadmetrics.Notifications.Tenancy;

/// <summary>How the enabled rows of one kind of provider are, over all tenants.</summary>
/// <param name="Provider">The provider's word.</param>
/// <param name="Enabled">How many are enabled.</param>
/// <param name="Unverified">How many of them were never verified: they take no part.</param>
/// <param name="Failing">
/// How many of them were verified and have a last error since. A row with pending settings is not counted: its last error may be that of their test, while the verified ones go on serving.
/// </param>
public sealed record ProviderStatistics(string Provider, long Enabled, long Unverified, long Failing);
