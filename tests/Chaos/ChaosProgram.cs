using System.Runtime.InteropServices;
using Leadmetrics.Chaos.Storing;
using Leadmetrics.Peers;

namespace Leadmetrics.Chaos;

/// <summary>./dev chaos: one run, and what it found.</summary>
internal static class ChaosProgram
{
    private const int Clean = 0;
    private const int Broken = 1;
    private const int Usage = 2;
    private const int NotMade = 3;
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["--help" or "-h"])
        {
            Console.WriteLine(ChaosOptions.Help);
            return Clean;
        }

        ChaosOptions options;
        try
        {
            options = ChaosOptions.Parse(arguments);
        }
        catch (ArgumentException wrong)
        {
            Console.Error.WriteLine(wrong.Message);
            Console.Error.WriteLine("See ./dev chaos --help.");
            return Usage;
        }

        // Ctrl-C and SIGTERM end the run as its own end does: all that it started goes with it.
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupted.Cancel();
        };
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            interrupted.Cancel();
        });

        // Without PostgreSQL there is no run, and nothing that could be skipped.
        Environment.SetEnvironmentVariable(PeerPolicy.Variable, "postgres");
        var screen = ChaosScreen.OfConsole();
        await using var run = new ChaosRun(options, options.Sqlite ? new SqliteUnderChaos() : new PostgresUnderChaos(), screen);
        return await RunAsync(run, options, screen, interrupted.Token);
    }

    private static async Task<int> RunAsync(ChaosRun run, ChaosOptions options, ChaosScreen screen, CancellationToken interrupted)
    {
        ChaosReport? report = null;
        var code = NotMade;
        try
        {
            report = await run.RunAsync(interrupted);
            foreach (var line in report?.Lines() ?? ["chaos: interrupted, nothing was checked"]) screen.Write(line);
            code = report is null ? Interrupted : report.Findings.Count == 0 ? Clean : Broken;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            screen.Write("chaos: interrupted, nothing was checked");
            code = Interrupted;
        }
        catch (Exception failed)
        {
            // Whatever it is: it says nothing about the queue's promises.
            screen.Write($"chaos: the run could not be made, seed {options.Seed}: {failed}");
        }

        var log = options.Log ?? (code is Broken or NotMade ? Path.Combine(Path.GetTempPath(), $"chaos-{options.Seed}.log") : null);
        if (log is null) return code;
        await ChaosLog.WriteAsync(log, run.WorkerLines, report);
        screen.Write($"chaos: what workers said, and every call, arrival and try: {log}");
        return code;
    }
}
