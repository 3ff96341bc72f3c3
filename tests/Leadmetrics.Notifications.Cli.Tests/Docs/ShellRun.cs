using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Cli.Tests.Docs;

/// <summary>Runs lines of a page in one shell, in a folder of their own, with <c>lmn</c> and <c>./dev</c> as a reader of this checkout has them.</summary>
internal sealed class ShellRun : IDisposable
{
    private const string Mark = "@@ line ";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, string> _environment = [];

    public ShellRun()
    {
        var dotnet = DotnetHost.Find(Environment.GetEnvironmentVariable, Environment.ProcessPath);
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        Script("bin/lmn", $"exec '{dotnet}' '{Path.Combine(output.FullName, "lmn.dll")}' \"$@\"");
        Script("dev", $"exec '{Repository.Root}/dev' \"$@\"");

        // What is built is not built again: other tests run from it at this moment.
        Script("bin/dotnet", $$"""
            if [ "${1:-}" != run ]; then exec '{{dotnet}}' "$@"; fi
            [ "$2" = --project ]
            [ -f '{{Repository.Root}}'/"$3/${3##*/}.csproj" ]
            built=('{{Repository.Root}}'/"$3"/bin/{{output.Parent!.Name}}/{{output.Name}}/*.runtimeconfig.json)
            while [ "$1" != -- ]; do shift; done
            shift
            exec '{{dotnet}}' "${built[0]%.runtimeconfig.json}.dll" "$@"
            """);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("lmn-docs-").FullName;

    public ShellRun Set(string variable, string value)
    {
        _environment[variable] = value;
        return this;
    }

    public void File(string name, string content) => System.IO.File.WriteAllText(Path.Combine(Folder, name), content);

    /// <summary>Runs all lines, one after the other; the first one that ends with anything but 0 fails the test.</summary>
    /// <returns>What they printed, errors included.</returns>
    public async Task<string> RunAsync(IReadOnlyList<string> lines)
    {
        var script = new StringBuilder("set -euo pipefail\nexec 2>&1\n");
        for (var i = 0; i < lines.Count; i++) script.Append(CultureInfo.InvariantCulture, $"echo '{Mark}{i}'\n{lines[i]}\n");
        var start = new ProcessStartInfo("bash", ["-c", script.ToString()]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        start.Environment["PATH"] = $"{Path.Combine(Folder, "bin")}{Path.PathSeparator}{start.Environment["PATH"]}";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Lmn.Cancel);
        limit.CancelAfter(Limit);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        // Not with the limit: what was printed before it tells which line did not end.
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(Lmn.Cancel), process.StandardError.ReadToEndAsync(Lmn.Cancel));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            var printed = await output + await errors;
            var last = printed.LastIndexOf(Mark, StringComparison.Ordinal);
            Assert.True(process.ExitCode == 0, last < 0 ? printed : $"{lines[int.Parse(printed[(last + Mark.Length)..].Split('\n')[0], CultureInfo.InvariantCulture)]}\nended with {process.ExitCode}:\n{printed[last..]}");
            return printed;
        }
        catch (OperationCanceledException) when (!Lmn.Cancel.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The lines did not end within {Limit}: {await output}{await errors}");
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // What the machine of the tests has set is not what a page's reader has.
    private static bool IsOurs(string variable) =>
        variable.StartsWith("LMN_", StringComparison.Ordinal) || variable.StartsWith("SENDGRID_", StringComparison.Ordinal) || variable.StartsWith("SES_", StringComparison.Ordinal) || variable.StartsWith("SMTP_", StringComparison.Ordinal) || variable == "LEADMETRICS_POSTGRES";

    private void Script(string name, string body)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, $"#!/usr/bin/env bash\nset -eu\n{body.ReplaceLineEndings("\n")}\n");
        if (!OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
