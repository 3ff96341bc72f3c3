using System.ComponentModel;
using System.Diagnostics;

namespace Quickstart.Databases;

/// <summary>Runs a program to its end.</summary>
internal static class Tool
{
    /// <returns>Its output.</returns>
    /// <exception cref="DemoException">It is not there, or failed.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // In a folder that the user it may switch to can enter.
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetPathRoot(AppContext.BaseDirectory) };
        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? await output : throw new DemoException($"{program} failed ({process.ExitCode}): {(await errors).Trim()}");
        }
        catch (Win32Exception)
        {
            throw new DemoException($"{program} cannot be started: it is not installed here.");
        }
    }
}
