using Leadmetrics.Bench.Workers;

namespace Leadmetrics.Bench.Contestants;

/// <summary>Makes contestants by name.</summary>
internal static class ContestantFactory
{
    public static IContestant Create(string name) => name switch
    {
        ContestantNames.SmtpSource => new SmtpSourceContestant(),
        ContestantNames.Nodemailer => Node(name, "composed"),
        ContestantNames.NodemailerRaw => Node(name, "raw"),
        _ => new WorkerContestant(name, ChildProcess.Self, [WorkerCommand.Name, name]),
    };

    private static WorkerContestant Node(string name, string mode) =>
        new(name, "node", [Path.Combine(AppContext.BaseDirectory, "Contestants", "nodemailer.js"), Peers(), mode]);

    private static string Peers()
    {
        var peers = Path.Combine(Checkout.Root, "tests", "peers");
        if (Directory.Exists(Path.Combine(peers, "node_modules", "nodemailer"))) return peers;
        throw new BenchException("nodemailer is missing: run npm ci in tests/peers (./dev test does it).");
    }
}
