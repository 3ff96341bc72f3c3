namespace Leadmetrics.Notifications.Hosting;

/// <summary>A provider that the operator wrote down for a tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Provider">The provider's word.</param>
/// <param name="Config">The settings as JSON in UTF-8.</param>
/// <param name="Path">Where they stand, for errors.</param>
/// <param name="Variables">The variables that the properties came from; <see langword="null"/> where the properties bear their own names.</param>
internal sealed record ConfiguredProvider(TenantId Tenant, string Provider, ReadOnlyMemory<byte> Config, string Path, IReadOnlyDictionary<string, string>? Variables = null)
{
    /// <summary>What the operator calls a property.</summary>
    public string NameOf(string property) => Variables?.GetValueOrDefault(property) ?? property;

    /// <summary>The whole sentence of an error, as the operator can act on it.</summary>
    public string Sentence(string property, string reason) => NameOf(property) is var name && name != property ? $"{name} {reason}." : $"{Path}: {property} {reason}.";
}
