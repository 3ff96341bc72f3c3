using Dapper;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Postgres.Tenancy;

/// <summary>Counts provider rows of all tenants in PostgreSQL.</summary>
internal sealed class PostgresProviderStatisticsStore(PostgresDatabase database) : IProviderStatisticsStore
{
    public Task<IReadOnlyList<ProviderStatistics>> CountEnabledAsync(string channel, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        var command = new CommandDefinition(database.Sql["Tenancy.CountEnabled"], new PostgresParameters().Text("channel", channel), cancellationToken: cancellationToken);
        return database.ReadAsync<IReadOnlyList<ProviderStatistics>>(
            async connection =>
            {
                var counts = new List<ProviderStatistics>();
                var reader = await connection.ExecuteReaderAsync(command).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)) counts.Add(new ProviderStatistics(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
                }

                return counts;
            },
            cancellationToken);
    }
}
