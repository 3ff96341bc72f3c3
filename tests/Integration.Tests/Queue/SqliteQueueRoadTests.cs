using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Queue;

public sealed class SqliteQueueRoadTests : QueueRoadConformance
{
    private readonly SqliteFile _file = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UseSqlite(_file.Path);
}
