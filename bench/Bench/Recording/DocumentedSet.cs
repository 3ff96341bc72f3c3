using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Servers;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Recording;

/// <summary>The scenarios whose figures stand in docs/performance.md. The first ones are the gate's too, the same in both.</summary>
internal static class DocumentedSet
{
    private const int RoundTrip = 20;
    private const long Attachment = 25_000_000;

    private static readonly string[] Ours = [ContestantNames.OursWire, ContestantNames.Ours, ContestantNames.NodemailerRaw, ContestantNames.Nodemailer];

    /// <summary>What the gate measures: a minute or two.</summary>
    public static IReadOnlyList<Scenario> Gate { get; } =
    [
        new() { Name = "loopback-1" },
        new() { Name = "loopback-10", Connections = 10, Messages = 10_000 },
    ];

    public static IReadOnlyList<Scenario> All { get; } =
    [
        .. Gate,
        new() { Name = "far-data", RoundTrip = RoundTrip, Server = ServerKind.Postfix, Chunking = false, Messages = 50, Rounds = 3 },
        new() { Name = "far-chunking", RoundTrip = RoundTrip, Server = ServerKind.Postfix, Messages = 50, Rounds = 3, Peers = Ours },
        new() { Name = "far-in-flight-8", RoundTrip = RoundTrip, Server = ServerKind.Postfix, InFlight = 8, Messages = 100, Rounds = 3, Peers = Ours },
        new() { Name = "attachment-sink", Attachment = Attachment, Messages = 4, Rounds = 3, Peers = Ours },
        new() { Name = "attachment-drain", Attachment = Attachment, Server = ServerKind.Drain, Messages = 4, Rounds = 3, Peers = Ours },
    ];
}
