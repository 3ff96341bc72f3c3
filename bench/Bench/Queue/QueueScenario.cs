using System.Globalization;
using System.Text;

namespace Leadmetrics.Bench.Queue;

/// <summary>One comparison of queues.</summary>
internal sealed record QueueScenario
{
    /// <summary>Seconds of a round; of a drain at most.</summary>
    public int Seconds { get; init; } = 3;

    /// <summary>Rounds that count.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>Milliseconds that each commit takes longer.</summary>
    public int CommitDelay { get; init; }

    /// <summary>Mails of a drain.</summary>
    public int Messages { get; init; } = 40_000;

    /// <summary>Connections that add at once.</summary>
    public int Connections { get; init; } = 8;

    /// <summary>Mails that are handled at once; SMTP connections.</summary>
    public int Concurrency { get; init; } = 10;

    /// <summary>Octets of a mail's text.</summary>
    public int BodySize { get; init; } = 2_048;

    /// <summary>Mails that are added at once, in bulk.</summary>
    public int Batch { get; init; } = 1_000;

    /// <summary>Mails a second, for latency.</summary>
    public int Rate { get; init; } = 100;

    /// <summary>Tenants that ours spreads the mails over; the peers know none.</summary>
    public int Tenants { get; init; } = 10;

    public IReadOnlyList<string> Peers { get; init; } = QueueContestants.All;

    public IReadOnlyList<string> Figures { get; init; } = QueueFigures.All;

    /// <summary>The command that measures this.</summary>
    public string Command
    {
        get
        {
            var usual = new QueueScenario();
            var text = new StringBuilder("./dev bench queue");
            Add("--seconds", Seconds, usual.Seconds, "");
            Add("--rounds", Rounds, usual.Rounds, "");
            Add("--messages", Messages, usual.Messages, "");
            Add("--commit-delay", CommitDelay, usual.CommitDelay, "ms");
            if (!Peers.SequenceEqual(usual.Peers)) text.AppendJoin("", Peers.Select(peer => " --peer " + peer));
            if (!Figures.SequenceEqual(usual.Figures)) text.AppendJoin("", Figures.Select(figure => " --figure " + figure));
            return text.ToString();

            void Add(string option, int value, int unless, string unit)
            {
                if (value != unless) text.Append(CultureInfo.InvariantCulture, $" {option} {value}{unit}");
            }
        }
    }
}
