using System.Diagnostics;
using System.Globalization;

namespace Leadmetrics.Peers;

/// <summary>An SMTP server that speaks one old version of TLS alone, by OpenSSL (tests/peers/old-tls.py): .NET's own server side refuses to. It ends with this process.</summary>
public sealed class OldTlsPeer : IAsyncDisposable
{
    private readonly Process _process;

    private OldTlsPeer(Process process, int port) => (_process, Port) = (process, port);

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <param name="version"><c>TLSv1</c> or <c>TLSv1_1</c>.</param>
    /// <param name="startTls">Whether TLS begins with STARTTLS, else with the first byte.</param>
    /// <param name="pem">Certificate and key.</param>
    /// <exception cref="PeerFailedException">It ended before it listened.</exception>
    public static OldTlsPeer Start(string version, bool startTls, string pem)
    {
        var python = Executables.Find("python3");
        if (python is null)
            PeerPolicy.Missing("python", "install Python 3 (Debian: apt-get install python3).");
        var process = Process.Start(Command.Describe(python!, [PeerFiles.Path("old-tls.py"), version, startTls ? "starttls" : "implicit"])) ?? throw new PeerFailedException("old-tls.py did not start.");
        process.StandardInput.WriteLine(pem);
        process.StandardInput.WriteLine(".");
        process.StandardInput.Flush();
        var port = process.StandardOutput.ReadLine() ?? throw new PeerFailedException($"old-tls.py: {process.StandardError.ReadToEnd()}");
        return new OldTlsPeer(process, int.Parse(port, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
