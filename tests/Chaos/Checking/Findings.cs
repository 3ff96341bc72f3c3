using System.Collections.Concurrent;

namespace Leadmetrics.Chaos.Checking;

/// <summary>What should never have been. Safe for concurrent use.</summary>
internal sealed class Findings
{
    private readonly ConcurrentQueue<string> _all = [];

    public IReadOnlyCollection<string> All => _all;

    public void Add(string finding) => _all.Enqueue(finding);
}
