using System.Globalization;

namespace Leadmetrics.Bench.Smtp;

/// <summary>Postfix's own C client, with its connections kept (-d), as a whole process: its start-up is a few milliseconds.</summary>
internal sealed class SmtpSourceContestant : ISmtpContestant
{
    public string Name => "smtp-source -d";

    public async Task<double?> SendAsync(int port, SmtpLoad load, CancellationToken cancellationToken)
    {
        string[] arguments = ["-d", "-s", Number(load.Connections), "-m", Number(load.Messages), "-l", Number(load.Size), "-f", "from@example.test", "-t", "to@example.test", $"127.0.0.1:{Number(port)}"];
        await Tool.RunAsync(File.Exists("/usr/sbin/smtp-source") ? "/usr/sbin/smtp-source" : "smtp-source", arguments, cancellationToken);
        return null;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
