using System.Net;
using System.Net.Sockets;
using Leadmetrics.Smtp.Dialing;

namespace Leadmetrics.Notifications.Egress;

/// <summary>Opens a socket to a host through the policy: the only place of the core that dials, and only addresses just vetted.</summary>
internal sealed class Dialer(EgressPolicy policy, Dialer.Dial dial)
{
    public Dialer(EgressPolicy policy, TimeProvider timeProvider)
        : this(policy, new HappyEyeballs(timeProvider).DialAsync)
    {
    }

    /// <summary>Opens a socket to one of several addresses; resolves nothing.</summary>
    internal delegate ValueTask<Socket> Dial(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken);

    public async ValueTask<Socket> DialAsync(HostName host, int port, CancellationToken cancellationToken) =>
        await dial(await policy.ResolveAsync(host, port, cancellationToken).ConfigureAwait(false), port, cancellationToken).ConfigureAwait(false);
}
