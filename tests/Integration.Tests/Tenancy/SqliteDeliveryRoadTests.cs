using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Tenancy;

public sealed class SqliteDeliveryRoadTests : DeliveryRoadConformance
{
    private readonly SqliteFile _file = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UseSqlite(_file.Path);
}
