namespace Leadmetrics.Chaos;

/// <summary>./dev chaos: one run, and what it found. Exit codes: 0 clean, 1 a promise was broken, 2 usage.</summary>
internal static class ChaosProgram
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        ChaosOptions options;
        try
        {
            if (arguments is ["--help" or "-h"])
            {
                Console.WriteLine(ChaosOptions.Help);
                return 0;
            }

            options = ChaosOptions.Parse(arguments);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            Console.Error.WriteLine(wrong.Message);
            Console.Error.WriteLine(ChaosOptions.Help);
            return 2;
        }

        // Ctrl-C and SIGTERM end the run as its own end does: all that it started goes with it.
        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            interrupted.Cancel();
        };
        using var terminated = System.Runtime.InteropServices.PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            interrupted.Cancel();
        });

        await using var run = new ChaosRun(options);
        var findings = await run.RunAsync(interrupted.Token);
        foreach (var finding in findings) Console.WriteLine($"VIOLATION {finding}");
        Console.WriteLine(findings.Count == 0 ? "chaos: clean" : $"chaos: {findings.Count} violations, seed {options.Seed}");
        return findings.Count == 0 ? 0 : 1;
    }
}
