using System.Collections.Concurrent;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The sources of tokens whose connections may serve in this process.</summary>
internal sealed class TokenSources
{
    private readonly ConcurrentDictionary<TokenSource, byte> _sources = new(ReferenceEqualityComparer.Instance);

    public void Add(TokenSource source) => _sources[source] = 0;

    public void Remove(TokenSource source) => _sources.TryRemove(source, out _);

    /// <summary>How many are in a condition.</summary>
    public int Count(TokenCondition condition) => _sources.Keys.Count(source => source.Condition == condition);
}
