using System.Globalization;

namespace Leadmetrics.Peers;

/// <summary>Postfix's smtp-sink: takes all mail as fast as it comes and throws it away. With faults on request.</summary>
/// <param name="arguments">More arguments, before the address: <c>-f mail</c> refuses MAIL, <c>-w 1</c> delays the reply to the content…</param>
public sealed class SmtpSinkPeer(params string[] arguments) : IPeer
{
    private const string Name = "smtp-sink";
    private readonly string[] _arguments = arguments;
    private Tether? _tether;

    public SmtpSinkPeer()
        : this([])
    {
    }

    public int Port { get; private set; }

    public int ProcessId => (_tether ?? throw new InvalidOperationException("The peer was not started.")).ProcessId;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        Executables.RequireLinux(Name);
        var sink = Executables.Find("smtp-sink");
        if (sink is null)
        {
            PeerPolicy.Missing(Name, "install Postfix, which it is part of (Debian: apt-get install postfix; ./dev test does it when run as root).");
            return;
        }
        Port = FreePorts.Reserve();
        // As root it asks for a user to become.
        string[] user = Environment.UserName == "root" ? ["-u", "nobody"] : [];
        var address = "127.0.0.1:" + Port.ToString(CultureInfo.InvariantCulture);
        _tether = await Tether.CreateAsync(Name, "TERM", _ => [sink, .. user, .. _arguments, address, "200"], cancellationToken);
        await _tether.StartAsync(token => Loopback.ListensAsync(Port, token), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_tether is not null)
            await _tether.DisposeAsync();
    }
}
