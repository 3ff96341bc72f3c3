using System.Security.Cryptography;
using Leadmetrics.Peers;

namespace Leadmetrics.Packages;

/// <summary>What was packed can be built again, by somebody else and in another folder, and is the same octet by octet.</summary>
public sealed class ReproducibleTests(PeerFixture<PackedPackages> packages)
{
    private const string Tool = "Leadmetrics.Notifications.Cli";

    [Fact]
    public async Task The_client_and_the_core_are_the_same_wherever_they_are_built() =>
        await CompareAsync("src/Leadmetrics.Notifications/Leadmetrics.Notifications.csproj", "Leadmetrics.Smtp", "Leadmetrics.Notifications");

    [LongFact]
    public async Task All_packages_are_the_same_wherever_they_are_built() =>
        await CompareAsync("src/Packages.slnf", [.. PublicSurfaceTests.Libraries.Select(row => row.Data), Tool]);

    private async Task CompareAsync(string project, params string[] ids)
    {
        var packed = await packages.GetAsync();
        using var folder = new ScratchFolder("lmn again, in a folder of another length-");
        await SourceCopy.MakeAsync(folder.FullName);
        await Shell.RunAsync(folder.FullName, "dotnet", ["build", project, "-c", "Release", "-v", "quiet", "-nologo", $"-p:VersionSuffix={PackedPackages.Suffix}", "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzersDuringBuild=false"]);

        foreach (var id in ids)
        {
            using var package = Package.Open(packed, id);
            using var symbols = Package.Open(packed, id, "snupkg");
            var (name, within) = id == Tool ? ("lmn", "tools/net10.0/any") : (id, "lib/net10.0");
            var built = Path.Combine(folder.FullName, "src", id, "bin", "Release", "net10.0", name);
            Assert.Equal(Hash(await File.ReadAllBytesAsync($"{built}.dll", TestContext.Current.CancellationToken)), Hash(package.Read($"{within}/{name}.dll")));
            Assert.Equal(Hash(await File.ReadAllBytesAsync($"{built}.pdb", TestContext.Current.CancellationToken)), Hash(symbols.Read($"{within}/{name}.pdb")));
        }
    }

    private static string Hash(byte[] octets) => Convert.ToHexStringLower(SHA256.HashData(octets));
}
