using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Queue;

public sealed class PostgresQueueRoadTests(PeerFixture<PostgresPeer> postgres) : QueueRoadConformance
{
    private readonly string _schema = $"test_{Guid.NewGuid():N}";
    private string _connectionString = "";

    public override async ValueTask InitializeAsync()
    {
        _connectionString = (await postgres.GetAsync()).ConnectionString;
        await base.InitializeAsync();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UsePostgres(_connectionString, options => options.Schema = _schema);
}
