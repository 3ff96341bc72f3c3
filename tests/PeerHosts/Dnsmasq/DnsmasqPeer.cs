using System.Globalization;

namespace Leadmetrics.Peers;

/// <summary>A dnsmasq of its own that answers for some domains, by UDP and TCP on one port, and refuses all others.</summary>
/// <param name="lines">Lines of its configuration: <c>local=/example.com/</c>, <c>txt-record=…</c>, <c>mx-host=…</c>.</param>
public sealed class DnsmasqPeer(params string[] lines) : IPeer
{
    private const string Name = "dnsmasq";
    private Tether? _tether;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        Executables.RequireLinux(Name);
        var dnsmasq = Executables.Find(Name);
        if (dnsmasq is null)
        {
            PeerPolicy.Missing(Name, "install it (Debian: apt-get install dnsmasq-base; ./dev test does it when run as root).");
            return;
        }

        Port = FreePorts.Reserve();
        _tether = await Tether.CreateAsync(Name, "TERM", folder => [dnsmasq, "--keep-in-foreground", $"--conf-file={Path.Combine(folder, "dnsmasq.conf")}"], cancellationToken);
        string[] always = [string.Create(CultureInfo.InvariantCulture, $"port={Port}"), "listen-address=127.0.0.1", "bind-interfaces", "no-resolv", "no-hosts", "pid-file="];
        await File.WriteAllLinesAsync(Path.Combine(_tether.Folder, "dnsmasq.conf"), [.. always, .. lines], cancellationToken);
        await _tether.StartAsync(token => Loopback.ListensAsync(Port, token), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_tether is not null)
            await _tether.DisposeAsync();
    }
}
