using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Leadmetrics.Integration.Tenancy;

public sealed class PostgresSendingLimitsTests(PeerFixture<PostgresPeer> postgres) : SendingLimitsConformance
{
    private readonly string _schema = $"test_{Guid.NewGuid():N}";
    private string _connectionString = "";

    public override async ValueTask InitializeAsync()
    {
        _connectionString = (await postgres.GetAsync()).ConnectionString;
        await base.InitializeAsync();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UsePostgres(_connectionString, options => options.Schema = _schema);

    // The clock is the server's.
    protected override async Task PassAsync(TimeSpan time)
    {
        await using var source = NpgsqlDataSource.Create(_connectionString);
        await using var older = source.CreateCommand(
            $"UPDATE {_schema}.email_budget SET bucket = bucket - {(long)time.TotalMilliseconds} / CASE span WHEN 'second' THEN 100 WHEN 'minute' THEN 1000 WHEN 'hour' THEN 60000 ELSE 900000 END");
        await older.ExecuteNonQueryAsync();
    }
}
