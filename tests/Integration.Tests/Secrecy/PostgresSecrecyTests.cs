using Leadmetrics.Peers;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Secrecy;

/// <summary>On a cluster of its own, whose every file is looked through: tables, write-ahead log, what was removed and not yet overwritten.</summary>
public sealed class PostgresSecrecyTests : SecrecyConformance
{
    private readonly PostgresPeer _postgres = new(new PostgresPeerOptions { ConnectionString = null, Durable = true });

    public override async ValueTask InitializeAsync()
    {
        await _postgres.StartAsync(TestContext.Current.CancellationToken);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _postgres.DisposeAsync();
    }

    protected override void UseStore(NotificationsBuilder builder) => builder.UsePostgres(_postgres.ConnectionString);

    protected override async Task<string> SettleAsync()
    {
        await _postgres.ExecuteAsync("CHECKPOINT");
        return _postgres.Folder;
    }
}
