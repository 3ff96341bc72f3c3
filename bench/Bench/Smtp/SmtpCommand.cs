using System.CommandLine;
using System.Globalization;
using Leadmetrics.Peers;

namespace Leadmetrics.Bench.Smtp;

/// <summary><c>bench smtp</c>: messages a second into Postfix's smtp-sink, ours and the peers' in turns.</summary>
internal static class SmtpCommand
{
    public static Command Create()
    {
        var messages = new Option<int>("--messages") { DefaultValueFactory = _ => 5_000, Description = "Messages a round." };
        var size = new Option<int>("--size") { DefaultValueFactory = _ => 2_048, Description = "Octets a message." };
        var connections = new Option<int>("--connections") { DefaultValueFactory = _ => 1, Description = "Connections, 1 to 100." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 5, Description = "Rounds; the median counts." };
        var command = new Command("smtp", "Messages a second into smtp-sink on loopback: ours, nodemailer's pool, smtp-source -d.") { messages, size, connections, rounds };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new SmtpLoad(parsed.GetValue(messages), parsed.GetValue(size), parsed.GetValue(connections)), parsed.GetValue(rounds), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(SmtpLoad load, int rounds, CancellationToken cancellationToken)
    {
        await using var sink = new SmtpSinkPeer();
        await sink.StartAsync(cancellationToken);
        ISmtpContestant[] contestants = [new OursContestant(), new NodemailerContestant(), new SmtpSourceContestant()];
        var seconds = contestants.ToDictionary(contestant => contestant, _ => new List<double>());

        // The first round warms up the compiler, the caches and the sink; it does not count.
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                var started = TimeProvider.System.GetTimestamp();
                var inner = await contestant.SendAsync(sink.Port, load, cancellationToken);
                var elapsed = inner ?? TimeProvider.System.GetElapsedTime(started).TotalSeconds;
                if (round > 0) seconds[contestant].Add(elapsed);
            }
        }

        var ours = Median(seconds[contestants[0]]);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{load.Messages} messages of {load.Size} octets over {load.Connections} connection(s), median of {rounds} rounds in turns"));
        Console.WriteLine("| client | messages/s | MB/s | ours is |");
        Console.WriteLine("| --- | ---: | ---: | ---: |");
        foreach (var contestant in contestants)
        {
            var median = Median(seconds[contestant]);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {contestant.Name} | {load.Messages / median:F0} | {(double)load.Messages * load.Size / median / 1e6:F1} | {median / ours:F2}x |"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ours allocates {OursContestant.AllocatedPerMessage:F0} bytes a message"));
        return 0;
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
