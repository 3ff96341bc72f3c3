using System.Diagnostics;
using System.Text;

namespace Leadmetrics.Packages;

/// <summary>Runs a program to its end as somebody at a terminal does.</summary>
internal static class Shell
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>How a program is started: in a folder, with nothing of the build or test run that this is in.</summary>
    public static ProcessStartInfo Describe(string folder, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(IsOfTheTestRun).ToArray()) start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        // A build node that stays behind keeps the output of this one open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return start;
    }

    /// <summary>Runs it, and gives what it printed.</summary>
    /// <exception cref="InvalidOperationException">It ended with another exit code than 0, or not within 15 minutes.</exception>
    public static async Task<string> RunAsync(string folder, string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        string[] given = [.. arguments];
        using var process = new Process { StartInfo = Describe(folder, file, given, environment) };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(line.Data);
        process.ErrorDataReceived += (_, line) => Append(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"{file} {string.Join(' ', given)} did not end: {output}");
        }

        return process.ExitCode == 0 ? output.ToString() : throw new InvalidOperationException($"{file} {string.Join(' ', given)} ended with {process.ExitCode}: {output}");

        void Append(string? line)
        {
            lock (output) output.AppendLine(line);
        }
    }

    private static bool IsOfTheTestRun(string name) =>
        name.StartsWith("MSBuild", StringComparison.OrdinalIgnoreCase) || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase) || name is "PublicFeed" or "CI" or "DOTNET_HOST_PATH";
}
