using System.Threading.Channels;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Integration;

/// <summary>A host's sink that keeps what it hears, in order.</summary>
internal sealed class HeardEvents : IProviderEventSink
{
    private readonly Channel<ProviderEvent> _heard = Channel.CreateUnbounded<ProviderEvent>();

    public ValueTask HandleAsync(ProviderEvent providerEvent, CancellationToken cancellationToken) => _heard.Writer.WriteAsync(providerEvent, cancellationToken);

    /// <summary>The next event, of the type that is expected next.</summary>
    public async Task<T> NextAsync<T>()
        where T : ProviderEvent => Assert.IsType<T>(await _heard.Reader.ReadAsync(TestContext.Current.CancellationToken));

    /// <summary>Whether nothing more was heard.</summary>
    public bool IsSilent => !_heard.Reader.TryPeek(out _);
}
