using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Postgres.Tenancy.Suppressing;

/// <summary>Makes one entry of several of the same key: a statement touches a row once.</summary>
internal static class SuppressionBatch
{
    /// <summary>One entry a key, as if each were added behind the one before it; addresses as they are stored.</summary>
    public static IReadOnlyList<Suppression> Of(IEnumerable<Suppression> made)
    {
        var entries = new Dictionary<(TenantId, string, SuppressionReason), Suppression>();
        foreach (var given in made)
        {
            var entry = given with { Address = StorableText.Fit(given.Address).ToLowerInvariant() };
            var key = (entry.Tenant, entry.Address, entry.Reason);
            entries[key] = entries.TryGetValue(key, out var before) ? Add(before, entry) : entry;
        }

        return [.. entries.Values];
    }

    // As AddSuppressions.sql has it.
    private static Suppression Add(Suppression before, Suppression entry) => before.ExpiresAt <= entry.CreatedAt ? entry : entry with
    {
        Scope = (SuppressionScope)Math.Max((int)before.Scope, (int)entry.Scope),
        CreatedAt = before.CreatedAt,
        ExpiresAt = before.ExpiresAt is null || entry.ExpiresAt is null ? null : before.ExpiresAt > entry.ExpiresAt ? before.ExpiresAt : entry.ExpiresAt,
    };
}
