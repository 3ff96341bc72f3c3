using Leadmetrics.Peers;

namespace Leadmetrics.Integration.Queue;

/// <summary>A PostgreSQL of the queue's tests alone, which keeps what it says it keeps: fsync, synchronous_commit and full_page_writes are on.</summary>
public sealed class DurablePostgresPeer : IPeer
{
    public PostgresPeer Server { get; } = new(new PostgresPeerOptions { ConnectionString = null, Durable = true });

    public Task StartAsync(CancellationToken cancellationToken = default) => Server.StartAsync(cancellationToken);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
