using System.Net.Sockets;
using Leadmetrics.Smtp.Dialing;

namespace Leadmetrics.Notifications.Egress;

/// <summary>Opens a socket to a host through the policy: the only place of the core that dials, and only addresses just vetted.</summary>
internal sealed class Dialer(EgressPolicy policy, TimeProvider timeProvider)
{
    private readonly HappyEyeballs _eyeballs = new(timeProvider);

    public async ValueTask<Socket> DialAsync(HostName host, int port, CancellationToken cancellationToken) =>
        await _eyeballs.DialAsync(await policy.ResolveAsync(host, port, cancellationToken).ConfigureAwait(false), port, cancellationToken).ConfigureAwait(false);
}
