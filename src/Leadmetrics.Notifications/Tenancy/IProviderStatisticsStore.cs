namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Counts all tenants' provider rows. Safe for concurrent use.</summary>
public interface IProviderStatisticsStore
{
    /// <summary>Counts the enabled rows of a channel, in one statement.</summary>
    /// <param name="channel">The channel, for example <see cref="ProviderRow.EmailChannel"/>.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>One entry for each provider's word that has enabled rows, ordered by the word.</returns>
    /// <exception cref="StoreException">The database is not migrated or does not answer.</exception>
    Task<IReadOnlyList<ProviderStatistics>> CountEnabledAsync(string channel, CancellationToken cancellationToken = default);
}
