using System.Diagnostics;

namespace Leadmetrics.Notifications.Testing.Tests;

/// <summary>Runs a script in Python, whose smtplib and email share no assumption with us.</summary>
internal static class Python
{
    private const string Interpreter = "python3";

    private static readonly bool Exists = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, Interpreter))) == true;

    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        Assert.SkipUnless(Exists, "python3 is not on the PATH");
        var start = new ProcessStartInfo(Interpreter) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-");
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(script);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return (await output).ReplaceLineEndings("\n").TrimEnd();
    }
}
