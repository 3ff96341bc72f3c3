using Leadmetrics.Peers;

namespace Leadmetrics.Packages;

/// <summary>The packages of this checkout, made by <c>./dev pack</c> once for all tests, with a version of their own.</summary>
public sealed class PackedPackages : IPeer
{
    /// <summary>What the version of each ends in.</summary>
    internal static string Suffix { get; } = $"test.{Environment.ProcessId}";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lmn-packages-");

    /// <summary>The version of each.</summary>
    internal static string Version => $"{Checkout.Version}-{Suffix}";

    /// <summary>Where they are: a feed as it stands.</summary>
    public string Folder => _folder.FullName;

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("./dev pack is a script for bash.");
        // The analyzers have seen the code in the build of the tests; what they say changes no octet of a package.
        await Shell.RunAsync(Checkout.Root, "bash", ["dev", "pack", "--output", Folder, "--", $"-p:VersionSuffix={Suffix}", "-p:RunAnalyzersDuringBuild=false"]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
