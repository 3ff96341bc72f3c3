using Leadmetrics.Notifications.Egress;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>Which names may be looked up for a stranger. Pure.</summary>
/// <remarks>Records are written by whoever owns a zone, and the resolver knows names that only this network does: what leads there is not asked for, as if it was not there.</remarks>
internal static class PublicName
{
    /// <summary>Whether somebody could have registered it: it has a dot, is no address and not kept for local use. Names with escaped octets are none.</summary>
    public static bool Is(string name) =>
        // Labels of services begin with an underscore, which no host name has; no local name holds the letter that stands in for it.
        HostName.TryParse(name.Replace('_', 'x'), out var host, out _) && host.Literal is null && !host.IsLocalName;
}
