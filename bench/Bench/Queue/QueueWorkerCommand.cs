using System.CommandLine;
using System.Text.Json;
using Leadmetrics.Bench.Queue.Ours;
using Leadmetrics.Bench.Recording;

namespace Leadmetrics.Bench.Queue;

/// <summary><c>bench queue-worker NAME</c>: one of our contestants, as the bench starts it. Reads orders from standard input until it ends.</summary>
internal static class QueueWorkerCommand
{
    public const string Name = "queue-worker";

    public static Command Create()
    {
        var contestant = new Argument<string>("contestant");
        contestant.AcceptOnlyFromAmong(QueueContestants.OursStore, QueueContestants.OursEngine, QueueContestants.Ours, QueueContestants.OursLimited);
        var command = new Command(Name, "A contestant; the bench starts it.") { contestant };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(contestant)!;
            while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
            {
                var report = await OursRound.RunAsync(name, JsonSerializer.Deserialize(line, BenchLines.Default.QueueOrder)!, cancellationToken);
                await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, BenchLines.Default.QueueReport));
            }

            return 0;
        });
        return command;
    }
}
