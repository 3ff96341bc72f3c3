using System.Threading.Channels;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Integration;

/// <summary>A host's sink that keeps what it hears. Events of one kind are in order; changes and fallbacks come on lines of their own.</summary>
internal sealed class HeardEvents : IProviderEventSink
{
    private readonly Channel<ProviderEvent> _heard = Channel.CreateUnbounded<ProviderEvent>();
    private readonly List<ProviderEvent> _passed = [];

    public ValueTask HandleAsync(ProviderEvent providerEvent, CancellationToken cancellationToken) => _heard.Writer.WriteAsync(providerEvent, cancellationToken);

    /// <summary>The next event of a kind; what comes before it is kept for later.</summary>
    public async Task<T> NextAsync<T>()
        where T : ProviderEvent
    {
        while (true)
        {
            if (_passed.OfType<T>().FirstOrDefault() is { } found)
            {
                _passed.Remove(found);
                return found;
            }

            _passed.Add(await _heard.Reader.ReadAsync(TestContext.Current.CancellationToken));
        }
    }

    /// <summary>Whether nothing more was heard.</summary>
    public bool IsSilent => _passed.Count == 0 && !_heard.Reader.TryPeek(out _);
}
