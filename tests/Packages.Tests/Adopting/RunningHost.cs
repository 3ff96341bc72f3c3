using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Leadmetrics.Packages.Adopting;

/// <summary>A web host that runs as its users start it, on a port of its choice.</summary>
internal sealed partial class RunningHost : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);
    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly TaskCompletionSource<Uri> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningHost(Process process) => _process = process;

    public static async Task<(RunningHost Host, HttpClient Client)> StartAsync(NewProject project, Dictionary<string, string> settings)
    {
        settings["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var host = new RunningHost(new Process { StartInfo = Shell.Describe(project.Folder, "dotnet", [project.Program], settings), EnableRaisingEvents = true });
        host._process.OutputDataReceived += (_, line) => host.Hear(line.Data);
        host._process.ErrorDataReceived += (_, line) => host.Hear(line.Data);
        host._process.Exited += (_, _) => host._listens.TrySetException(new InvalidOperationException($"The host ended by itself: {host.Said}"));
        host._process.Start();
        host._process.BeginOutputReadLine();
        host._process.BeginErrorReadLine();
        try
        {
            return (host, new HttpClient { BaseAddress = await host._listens.Task.WaitAsync(Limit, TestContext.Current.CancellationToken) });
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    private string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_said) _said.AppendLine(line);
        if (Listening().Match(line) is { Success: true } found) _listens.TrySetResult(new Uri(found.Groups[1].Value));
    }

    [GeneratedRegex(@"Now listening on: (http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();
}
