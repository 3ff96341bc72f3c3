using System.Security.Cryptography;
using Leadmetrics.Peers;

namespace Leadmetrics.Packages;

/// <summary>Two builds of the same sources in different folders are the same, octet by octet: what was shipped can be built again and compared.</summary>
public sealed class ReproducibleTests
{
    [Fact]
    public async Task The_client_and_the_core_are_the_same_wherever_they_were_built() =>
        await CompareAsync("src/Leadmetrics.Notifications/Leadmetrics.Notifications.csproj", ["Leadmetrics.Notifications.dll", "Leadmetrics.Notifications.pdb", "Leadmetrics.Smtp.dll", "Leadmetrics.Smtp.pdb"]);

    [LongFact]
    public async Task All_packages_are_the_same_wherever_they_were_built() => await CompareAsync(
        "src/Packages.slnf",
        [.. PublicSurfaceTests.Libraries.Select(row => row.Data).SelectMany(id => new[] { $"{id}.dll", $"{id}.pdb" }), "lmn.dll", "lmn.pdb"]);

    private static async Task CompareAsync(string project, string[] files)
    {
        using var folder = new ScratchFolder("lmn-twice-");
        var (first, second) = (Path.Combine(folder.FullName, "a"), Path.Combine(folder.FullName, "of another length", "b"));
        foreach (var copy in new[] { first, second })
        {
            await SourceCopy.MakeAsync(copy);
            await Shell.RunAsync(copy, "dotnet", ["build", project, "-c", "Release", "-v", "quiet", "-nologo", "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzersDuringBuild=false"]);
        }

        foreach (var file in files) Assert.True(HashesOf(first, file).SetEquals(HashesOf(second, file)), $"{file} differs");
    }

    private static HashSet<string> HashesOf(string folder, string file)
    {
        var found = Directory.EnumerateFiles(Path.Combine(folder, "src"), file, SearchOption.AllDirectories).Where(path => path.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(found);
        return [.. found.Select(path => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))))];
    }
}
