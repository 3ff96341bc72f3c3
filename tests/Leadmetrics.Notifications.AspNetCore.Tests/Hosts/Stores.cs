using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>The hosts that tests share, one for each kind of store, started by whoever asks first.</summary>
public sealed class Stores : IAsyncDisposable
{
    private readonly SqlitePlace _sqlite = new();
    private readonly PeerFixture<PostgresPeer> _postgres = new();

    public Stores()
    {
        Sqlite = new SharedHost(_sqlite);
        Postgres = new SharedHost(new PostgresPlace(_postgres));
    }

    public SharedHost Sqlite { get; }

    public SharedHost Postgres { get; }

    public async ValueTask DisposeAsync()
    {
        await Sqlite.DisposeAsync();
        await Postgres.DisposeAsync();
        _sqlite.Dispose();
        await _postgres.DisposeAsync();
    }
}
