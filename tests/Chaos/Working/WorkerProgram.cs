using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Hosting;

namespace Leadmetrics.Chaos.Working;

/// <summary>A process that works the queue until it is told to stop (SIGTERM), or whoever started it is gone (standard input ends).</summary>
internal static class WorkerProgram
{
    public const string Verb = "worker";
    public const string Ready = "chaos: ready";

    public static async Task<int> RunAsync()
    {
        var settings = JsonSerializer.Deserialize<WorkerSettings>(Environment.GetEnvironmentVariable(WorkerSettings.Variable)!)!;
        using var host = QueueHost.Build(settings, works: true);
        await host.StartAsync();
        Console.WriteLine(Ready);
        _ = Task.Run(EndWithStarterAsync);
        await host.WaitForShutdownAsync();
        return 0;
    }

    private static async Task EndWithStarterAsync()
    {
        await Console.In.ReadToEndAsync();
        Process.GetCurrentProcess().Kill();
    }
}
