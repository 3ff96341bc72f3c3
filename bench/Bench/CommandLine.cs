using System.CommandLine;
using Leadmetrics.Bench.Api;
using Leadmetrics.Bench.Drain;
using Leadmetrics.Bench.Memory;
using Leadmetrics.Bench.Queue;
using Leadmetrics.Bench.Recording;
using Leadmetrics.Bench.Smtp;
using Leadmetrics.Bench.Workers;
using Leadmetrics.Peers;

namespace Leadmetrics.Bench;

/// <summary>The verbs. Exit codes: 0, 1 where a run failed or the gate found a loss, 2 where the call was wrong.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int WrongUsage = 2;

    public static RootCommand Create()
    {
        var gate = new Option<bool>("--gate") { Description = "Measures a short set and fails where it lost more than a fifth against docs/performance.json." };
        var root = new RootCommand("Benchmarks, side by side with peers in one run.") { gate };
        root.Subcommands.Add(SmtpCommand.Create());
        root.Subcommands.Add(MemoryCommand.Create());
        root.Subcommands.Add(QueueCommand.Create());
        root.Subcommands.Add(ApiCommand.Create());
        root.Subcommands.Add(RecordCommand.Create());
        root.Subcommands.Add(DrainCommand.Create());
        root.Subcommands.Add(WorkerCommand.Create());
        root.Subcommands.Add(QueueWorkerCommand.Create());
        root.SetAction((parsed, cancellationToken) => parsed.GetValue(gate) ? GateCommand.RunAsync(cancellationToken) : Task.FromResult(Usage(["Say what to measure: smtp, queue, api, memory, record, micro or --gate."])));
        return root;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0) return Usage(parsed.Errors.Select(error => error.Message));

        // A peer that is not there ends the run with its remedy: there is no test to skip.
        Environment.SetEnvironmentVariable(PeerPolicy.Variable, "postgres,postfix,smtp-sink,openssl");
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failed) when (failed is BenchException or PeerMissingException or PeerFailedException)
        {
            await Console.Error.WriteLineAsync(failed.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped.");
            return Failed;
        }
    }

    private static int Usage(IEnumerable<string> errors)
    {
        foreach (var error in errors) Console.Error.WriteLine(error);
        Console.Error.WriteLine("See ./dev bench --help.");
        return WrongUsage;
    }
}
