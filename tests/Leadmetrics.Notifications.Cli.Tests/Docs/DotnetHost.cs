using System.Runtime.InteropServices;

namespace Leadmetrics.Notifications.Cli.Tests.Docs;

/// <summary>The <c>dotnet</c> that programs are started with.</summary>
internal static class DotnetHost
{
    private static readonly string[] Names = ["dotnet", "dotnet.exe"];

    /// <summary>The one that started this process or its parent, else the first of <c>PATH</c>, else the one whose runtime this process has.</summary>
    /// <param name="variable">The value of a variable of the environment.</param>
    /// <param name="process">What this process runs from; a test program is one of its own.</param>
    public static string Find(Func<string, string?> variable, string? process)
    {
        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).SelectMany(folder => Names.Select(name => Path.Combine(folder, name)));

        // ROOT/shared/Microsoft.NETCore.App/VERSION/
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        return new[] { variable("DOTNET_HOST_PATH"), Names.Contains(Path.GetFileName(process)) ? process : null }.OfType<string>()
            .Concat(folders).Concat(Names.Select(name => Path.Combine(root, name))).First(File.Exists);
    }
}
