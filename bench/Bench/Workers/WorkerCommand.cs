using System.CommandLine;
using System.Text.Json;
using Leadmetrics.Bench.Contestants;
using Leadmetrics.Bench.Recording;

namespace Leadmetrics.Bench.Workers;

/// <summary><c>bench worker NAME</c>: one of our contestants, as the bench starts it. Reads orders from standard input until it ends.</summary>
internal static class WorkerCommand
{
    public const string Name = "worker";

    public static Command Create()
    {
        var contestant = new Argument<string>("contestant");
        var command = new Command(Name, "A contestant; the bench starts it.") { contestant };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) => RunAsync(Make(parsed.GetValue(contestant)!), cancellationToken));
        return command;
    }

    private static IWorker Make(string name) => name switch
    {
        ContestantNames.OursWire => new OursWireWorker(),
        ContestantNames.Ours => new OursWorker(),
#if PUBLIC_FEED
        ContestantNames.MailKit => new MailKitWorker(),
#endif
        _ => throw new BenchException($"There is no contestant {name} in this build."),
    };

    private static async Task<int> RunAsync(IWorker worker, CancellationToken cancellationToken)
    {
        while (await Console.In.ReadLineAsync(cancellationToken) is { } line)
        {
            var order = JsonSerializer.Deserialize(line, BenchLines.Default.WorkOrder)!;
            var report = await worker.RunAsync(order, cancellationToken);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, BenchLines.Default.WorkReport));
        }

        return 0;
    }
}
