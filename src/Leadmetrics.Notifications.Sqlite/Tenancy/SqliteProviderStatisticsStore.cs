using Dapper;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Sqlite.Tenancy;

/// <summary>Counts provider rows of all tenants in one SQLite file.</summary>
internal sealed class SqliteProviderStatisticsStore(SqliteDatabase database) : IProviderStatisticsStore
{
    public Task<IReadOnlyList<ProviderStatistics>> CountEnabledAsync(string channel, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(channel);
        var command = new CommandDefinition(SqliteSql.Read("Tenancy.CountEnabled"), new SqliteParameters().Text("channel", channel), cancellationToken: cancellationToken);
        return database.RunAsync<IReadOnlyList<ProviderStatistics>>(
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
