using System.Collections.Frozen;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Leadmetrics.Notifications.Egress;

/// <summary>Decides which hosts tenants' rows may call, and dials them.</summary>
/// <remarks>
/// A name is resolved once for each connect. If any answer is denied the connect is refused, and the socket dials the answers just vetted: what the name
/// resolves to a moment later does not matter. Immutable, so safe for concurrent use.
/// </remarks>
internal sealed class EgressPolicy
{
    private static readonly FrozenSet<int> SubmissionPorts = new[] { 25, 465, 587, 2525 }.ToFrozenSet();

    private readonly bool _applies;
    private readonly bool _allowLoopback;
    private readonly IPNetwork[] _networks;
    private readonly FrozenSet<string> _hosts;
    private readonly FrozenSet<int> _ports;
    private readonly FrozenSet<string> _clearTextHosts;
    private readonly FrozenSet<string> _anyCertificateHosts;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public EgressPolicy(EgressOptions options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
        : this(options, applies: true, resolve)
    {
    }

    private EgressPolicy(EgressOptions options, bool applies, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
    {
        _applies = applies;
        _allowLoopback = options.AllowLoopback;
        _networks = [.. options.AllowedNetworks.Select(IPNetwork.Parse)];
        _hosts = Names(options.AllowedHosts);
        _ports = options.AllowedPorts.ToFrozenSet();
        _clearTextHosts = Names(options.ClearTextHosts);
        _anyCertificateHosts = Names(options.AnyCertificateHosts);
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
    }

    /// <summary>For what the operator writes down itself: every host, clear text and any certificate are its own decision, where it says so.</summary>
    public static EgressPolicy ForOperator(EgressOptions options) => new(options, applies: false, null);

    /// <summary>Whether a host may be spoken to without TLS.</summary>
    public bool AllowsClearText(HostName host) => !_applies || (_allowLoopback && host.IsLocalhost) || _clearTextHosts.Contains(host.Ascii);

    /// <summary>Whether a host is spoken to without TLS although the settings do not ask for it: never because of who wrote them, for a stripped STARTTLS gives the password away.</summary>
    public bool DefaultsToClearText(HostName host) => ((_allowLoopback || !_applies) && host.IsLocalhost) || _clearTextHosts.Contains(host.Ascii);

    /// <summary>Whether a row may switch the certificate check of a host off.</summary>
    public bool AllowsAnyCertificate(HostName host) => !_applies || (_allowLoopback && host.IsLocalhost) || _anyCertificateHosts.Contains(host.Ascii);

    /// <summary>Judges host and port by themselves, without resolving; a phrase for operators where they are denied.</summary>
    public string? Deny(HostName host, int port)
    {
        if (!_applies) return null;
        if (_allowLoopback && host.IsLocalhost) return null;
        if (!SubmissionPorts.Contains(port) && !_ports.Contains(port)) return $"port {port} is not one of 25, 465, 587, 2525";
        if (_hosts.Contains(host.Ascii)) return null;
        if (host.Literal is { } literal) return InNetworks(literal) ? null : "an address literal is not a host name";
        return host.IsLocalName ? "the name is kept for local use" : null;
    }

    /// <summary>Resolves a host to the addresses that may be dialled.</summary>
    /// <exception cref="EgressDeniedException">Host, port or one of the answers is denied.</exception>
    /// <exception cref="SocketException">The name does not resolve.</exception>
    public async Task<IPAddress[]> ResolveAsync(HostName host, int port, CancellationToken cancellationToken)
    {
        if (Deny(host, port) is { } denied) throw new EgressDeniedException(denied);

        // Most systems' resolvers cannot be stopped once they are asked: whoever waits can be.
        var addresses = host.Literal is { } literal ? [literal] : await _resolve(host.Ascii, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0) throw new SocketException((int)SocketError.HostNotFound);
        if (_applies && !_hosts.Contains(host.Ascii))
        {
            var own = OwnAddresses();
            foreach (var address in addresses)
            {
                if (Deny(address, own) is { } reason) throw new EgressDeniedException(reason);
            }
        }

        return addresses;
    }

    private string? Deny(IPAddress address, HashSet<IPAddress> own)
    {
        var inner = SpecialPurposeAddresses.Embedded(address) ?? address;
        if (_allowLoopback && (IPAddress.IsLoopback(address) || IPAddress.IsLoopback(inner))) return null;
        if (InNetworks(inner)) return null;
        if (SpecialPurposeAddresses.Find(address) is { } block) return $"the name resolves to {address}, an address that is {block}";
        return own.Contains(address) || own.Contains(inner) ? $"the name resolves to {address}, an address of this machine" : null;
    }

    // Each family by itself: IPNetwork.Contains takes a mapped address for one of either family, and finds it in IPv6 networks that it is not in.
    private bool InNetworks(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return Array.Exists(_networks, network => network.BaseAddress.AddressFamily == address.AddressFamily && network.Contains(address));
    }

    private static HashSet<IPAddress> OwnAddresses() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(nic => nic.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address)];

    private static FrozenSet<string> Names(IEnumerable<string> hosts) =>
        hosts.Select(text => HostName.TryParse(text, out var host, out _) ? host.Ascii : text).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
