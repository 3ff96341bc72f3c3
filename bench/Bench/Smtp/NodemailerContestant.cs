using System.Globalization;

namespace Leadmetrics.Bench.Smtp;

/// <summary>nodemailer's pool, measured by itself without Node's start-up.</summary>
internal sealed class NodemailerContestant : ISmtpContestant
{
    public string Name => "nodemailer (pool)";

    public async Task<double?> SendAsync(int port, SmtpLoad load, CancellationToken cancellationToken)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Smtp", "nodemailer.js");
        var output = await Tool.RunAsync("node", [script, Peers(), Number(port), Number(load.Messages), Number(load.Size), Number(load.Connections)], cancellationToken);
        return double.Parse(output, CultureInfo.InvariantCulture);
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Peers()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            var peers = Path.Combine(at.FullName, "tests", "peers");
            if (Directory.Exists(Path.Combine(peers, "node_modules", "nodemailer"))) return peers;
        }

        throw new InvalidOperationException("nodemailer is missing: run npm ci in tests/peers (./dev test does it).");
    }
}
