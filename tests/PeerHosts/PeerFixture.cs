namespace Leadmetrics.Peers;

/// <summary>
/// One peer of a kind for a whole assembly: <c>[assembly: AssemblyFixture(typeof(PeerFixture&lt;PostgresPeer&gt;))]</c>, then a
/// constructor parameter of that type, then <see cref="GetAsync"/> in the test.
/// </summary>
/// <remarks>
/// Lazy, so that a run that needs no PostgreSQL starts none, and so that a missing peer skips (or fails) the test that asked
/// for it: what a fixture throws while xunit builds it cannot skip anything.
/// </remarks>
public sealed class PeerFixture<T> : IAsyncDisposable
    where T : class, IPeer, new()
{
    private readonly T _peer = new();
    private readonly Lazy<Task> _start;

    public PeerFixture() => _start = new Lazy<Task>(() => _peer.StartAsync());

    /// <summary>The peer, started by whoever asks first.</summary>
    public async Task<T> GetAsync()
    {
        await _start.Value;
        return _peer;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (PeerFarewell.BeforeTheEnd is { } last && _start is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await last(_peer);
        }
        finally
        {
            await _peer.DisposeAsync();
        }
    }
}
