using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Secrecy;

public sealed class SqliteSecrecyTests : SecrecyConformance
{
    private readonly SqliteFile _file = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _file.Dispose();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UseSqlite(_file.Path);

    // With its write-ahead log, as it lies there.
    protected override Task<string> SettleAsync() => Task.FromResult(Path.GetDirectoryName(_file.Path)!);
}
