using System.CommandLine;
using System.Text.Json;
using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Recording;
using Leadmetrics.Bench.Servers;

namespace Leadmetrics.Bench.Smtp;

/// <summary><c>bench smtp</c>: messages a second, ours and the peers' in turns.</summary>
internal static class SmtpCommand
{
    public static Command Create()
    {
        var usual = new Scenario();
        var messages = Numbers.Option("--messages", usual.Messages, 1, 10_000_000, "Messages a round.");
        var size = Numbers.Option("--size", usual.Size, 512, 100_000_000, "Octets a message without its attachment, about.");
        var connections = Numbers.Option("--connections", usual.Connections, 1, 100, "Connections.");
        var rtt = Numbers.Option("--rtt", usual.RoundTrip, 0, 10_000, "Milliseconds of a round trip, by a delaying proxy; 0: none.");
        var inFlight = Numbers.Option("--in-flight", usual.InFlight, 1, 64, "MaxInFlight, for ours.");
        var rounds = Numbers.Option("--rounds", usual.Rounds, 1, 1_000, "Rounds that count, beside a first one that does not; their median is shown.");
        var attachment = Numbers.Octets("--attachment", usual.Attachment, 0, 1_000_000_000, "Octets of one attachment.");
        var server = new Option<string>("--server") { DefaultValueFactory = _ => usual.Server.Word(), Description = "Who takes the mail: sink (smtp-sink), postfix, drain (the bench's own, which only drains)." };
        server.AcceptOnlyFromAmong([.. ServerKinds.Words]);
        var noChunking = new Option<bool>("--no-chunking") { Description = "The server does not offer CHUNKING." };
        var peers = new Option<string[]>("--peer") { DefaultValueFactory = _ => [.. ContestantNames.All], Description = $"Measures these alone; repeatable: {string.Join(", ", ContestantNames.All)}." };
        peers.AcceptOnlyFromAmong([.. ContestantNames.All]);
        var json = new Option<FileInfo?>("--json") { Description = "Writes the figures to this file too." };
        var command = new Command("smtp", "Messages a second: ours, nodemailer's pool, smtp-source -d (and MailKit in a build with PublicFeed=true).")
        {
            messages, size, connections, rtt, inFlight, rounds, attachment, server, noChunking, peers, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var result = await ScenarioRunner.RunAsync(
                new Scenario
                {
                    Messages = parsed.GetValue(messages),
                    Size = parsed.GetValue(size),
                    Connections = parsed.GetValue(connections),
                    RoundTrip = parsed.GetValue(rtt),
                    InFlight = parsed.GetValue(inFlight),
                    Rounds = parsed.GetValue(rounds),
                    Attachment = parsed.GetValue(attachment),
                    Server = ServerKinds.Parse(parsed.GetValue(server)!),
                    Chunking = !parsed.GetValue(noChunking),
                    Peers = [.. parsed.GetValue(peers)!.Distinct()],
                },
                Console.Error,
                cancellationToken);
            Console.Write(FigureTable.Of(result));
            if (parsed.GetValue(json) is { } file) await File.WriteAllTextAsync(file.FullName, JsonSerializer.Serialize(result, BenchJson.Default.ScenarioResult) + "\n", cancellationToken);
            return 0;
        });
        return command;
    }
}
