using System.Collections.Concurrent;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

/// <summary>What was learnt of servers that do otherwise than they advertise, so that each of them has to show it once and not with every connection.</summary>
/// <remarks>
/// Safe for concurrent use, and may be shared by any number of pools: what is kept says nothing of accounts or messages. At most 10,000 hosts; a fact
/// is forgotten after an hour, so that a server that was mended gets another chance.
/// </remarks>
public sealed class SmtpHostMemory
{
    private const int MaxHosts = 10_000;

    private readonly ConcurrentDictionary<(string Host, int Port), HostTraits> _hosts = new();

    internal HostTraits For(string host, int port, TimeProvider clock)
    {
        if (_hosts.TryGetValue((host, port), out var known)) return known;
        // Full of hosts that nobody may ask for again: what they taught can be learnt once more.
        if (_hosts.Count >= MaxHosts) _hosts.Clear();
        return _hosts.GetOrAdd((host, port), static (_, clock) => new HostTraits(clock), clock);
    }
}
