namespace Leadmetrics.Notifications.Tenancy;

/// <summary>What is to stand in a row's sealed columns from now on; everything else of the row stays.</summary>
/// <param name="Read">The row as it was read: it is replaced only while its version and its OAuth state are these.</param>
/// <param name="Config">The sealed settings.</param>
/// <param name="PendingConfig">The sealed settings that wait for their verification.</param>
/// <param name="OAuthState">The sealed OAuth tokens.</param>
/// <param name="ConfigKeyId">The id of the key that <paramref name="Config"/> is sealed under.</param>
public sealed record SealedReplacement(ProviderRow Read, ReadOnlyMemory<byte> Config, ReadOnlyMemory<byte>? PendingConfig, ReadOnlyMemory<byte>? OAuthState, string ConfigKeyId)
{
    /// <summary>Whose row, and which.</summary>
    public ProviderRowKey Key => new(Read.Tenant, Read.Id);
}
