using System.Net;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>Remembers who answered last, so that a resolver that is dead is waited for by the first questions alone. Safe for concurrent use.</summary>
/// <remarks>It is remembered by address: the list of resolvers may change between reports.</remarks>
internal sealed class SoundServer
{
    private volatile IPEndPoint? _last;

    public void Answered(IPEndPoint server) => _last = server;

    /// <summary>Where in a list to begin.</summary>
    public int IndexIn(IReadOnlyList<IPEndPoint> servers)
    {
        var last = _last;
        for (var i = 0; i < servers.Count; i++)
        {
            if (servers[i].Equals(last)) return i;
        }

        return 0;
    }
}
