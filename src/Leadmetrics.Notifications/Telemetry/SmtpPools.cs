using System.Collections.Concurrent;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Telemetry;

/// <summary>The SMTP connections of a host, pool by pool, read only when somebody collects metrics.</summary>
internal sealed class SmtpPools
{
    private readonly ConcurrentDictionary<object, Func<SmtpPoolStatistics>> _pools = new();

    /// <summary>How many are held.</summary>
    public int Count => _pools.Count;

    public void Add(object owner, Func<SmtpPoolStatistics> read) => _pools[owner] = read;

    public void Remove(object owner) => _pools.TryRemove(owner, out _);

    public int Sum(Func<SmtpPoolStatistics, int> count) => _pools.Values.Sum(read => count(read()));
}
