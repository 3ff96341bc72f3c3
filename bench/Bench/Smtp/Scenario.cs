using System.Globalization;
using System.Text;
using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Servers;

namespace Leadmetrics.Bench.Smtp;

/// <summary>One comparison: what is sent, over what, into what, and by whom.</summary>
internal sealed record Scenario
{
    /// <summary>A short name for tables, files and the gate.</summary>
    public string Name { get; init; } = "smtp";

    /// <summary>Messages a round.</summary>
    public int Messages { get; init; } = 5_000;

    /// <summary>Octets a message without its attachment, about.</summary>
    public int Size { get; init; } = 2_048;

    public int Connections { get; init; } = 1;

    /// <summary>Milliseconds added to a round trip; 0: no proxy stands between.</summary>
    public int RoundTrip { get; init; }

    /// <summary>Whole messages on their way over one connection, for ours.</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>Rounds that count.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>Octets of one attachment; 0: none.</summary>
    public long Attachment { get; init; }

    public ServerKind Server { get; init; } = ServerKind.Sink;

    /// <summary>Whether a server that can do CHUNKING says so.</summary>
    public bool Chunking { get; init; } = true;

    public IReadOnlyList<string> Peers { get; init; } = ContestantNames.All;

    /// <summary>Tasks that send at once: each connection has the next message waiting when it is done with one.</summary>
    public int Senders => Connections * (InFlight + 1);

    /// <summary>Messages before the clock starts, in each round: connections are made and in use by then.</summary>
    public int WarmUp => Attachment > 0 ? Connections : Math.Max(Senders, Math.Min(Messages / 10, 500));

    /// <summary>The command that measures this.</summary>
    public string Command
    {
        get
        {
            var usual = new Scenario();
            var text = new StringBuilder("./dev bench smtp");
            Add("--messages", Messages, usual.Messages);
            Add("--size", Size, usual.Size);
            Add("--connections", Connections, usual.Connections);
            Add("--rtt", RoundTrip, usual.RoundTrip);
            Add("--in-flight", InFlight, usual.InFlight);
            Add("--rounds", Rounds, usual.Rounds);
            Add("--attachment", Attachment, usual.Attachment);
            if (Server != usual.Server) text.Append(" --server ").Append(Server.Word());
            if (!Chunking) text.Append(" --no-chunking");
            if (!Peers.SequenceEqual(usual.Peers)) text.AppendJoin("", Peers.Select(peer => " --peer " + peer));
            return text.ToString();

            void Add(string option, long value, long unless)
            {
                if (value != unless) text.Append(CultureInfo.InvariantCulture, $" {option} {value}");
            }
        }
    }
}
