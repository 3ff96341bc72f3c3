namespace Leadmetrics.Peers;

/// <summary>A real server, or a real reader, that tests talk to. Disposing of it ends it and removes what it wrote.</summary>
public interface IPeer : IAsyncDisposable
{
    /// <summary>Starts it and returns when it answers. Where it is not installed, the test that asked skips, or fails if the peer is required.</summary>
    Task StartAsync(CancellationToken cancellationToken = default);
}
