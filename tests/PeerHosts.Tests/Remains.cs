using System.Diagnostics;

namespace Leadmetrics.Peers.Tests;

/// <summary>Looks for what a dead peer has left behind.</summary>
internal static class Remains
{
    /// <summary>True while <paramref name="processId"/> runs; a process that only waits to be reaped does not.</summary>
    public static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Waits until the server has gone, its folder, and whoever else names that folder. Nobody tells us: none is a child of ours.</summary>
    public static async Task GoneAsync(int processId, string folder)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (IsRunning(processId) || Directory.Exists(folder) || ProcessesNaming(folder).Count > 0)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, limit.Token);
    }

    /// <summary>The ids of processes whose command line holds <paramref name="text"/>.</summary>
    public static IReadOnlyList<string> ProcessesNaming(string text) =>
        [.. Directory.GetDirectories("/proc").Where(folder => Path.GetFileName(folder).All(char.IsAsciiDigit) && CommandLine(folder).Contains(text, StringComparison.Ordinal))];

    private static string CommandLine(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline"));
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
