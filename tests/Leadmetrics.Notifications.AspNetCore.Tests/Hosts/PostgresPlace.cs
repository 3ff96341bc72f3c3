using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>Each store a schema of the one server.</summary>
public sealed class PostgresPlace(PeerFixture<PostgresPeer> postgres) : IStorePlace
{
    public async Task<IReadOnlyDictionary<string, string>> NewStoreAsync() =>
        new Dictionary<string, string> { ["ConnectionStrings:Postgres"] = (await postgres.GetAsync()).ConnectionString, ["Schema"] = $"test_{Guid.NewGuid():N}" };
}
