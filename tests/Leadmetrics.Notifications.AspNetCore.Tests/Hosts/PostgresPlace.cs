using Leadmetrics.Peers;
using Npgsql;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>Each store a schema of the one server.</summary>
public sealed class PostgresPlace(PeerFixture<PostgresPeer> postgres) : IStorePlace
{
    public async Task<IReadOnlyDictionary<string, string>> NewStoreAsync() =>
        new Dictionary<string, string> { ["ConnectionStrings:Postgres"] = (await postgres.GetAsync()).ConnectionString, ["Schema"] = $"test_{Guid.NewGuid():N}" };

    public Task BreakAsync(IReadOnlyDictionary<string, string> store) => RunAsync(store, $"ALTER TABLE {store["Schema"]}.email_job RENAME TO away");

    public Task MendAsync(IReadOnlyDictionary<string, string> store) => RunAsync(store, $"ALTER TABLE {store["Schema"]}.away RENAME TO email_job");

    private static async Task RunAsync(IReadOnlyDictionary<string, string> store, string sql)
    {
        await using var source = NpgsqlDataSource.Create(store["ConnectionStrings:Postgres"]);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
