using System.Reflection.Metadata;
using System.Text;
using System.Text.Json;
using Leadmetrics.Peers;

namespace Leadmetrics.Packages;

/// <summary>Symbols that were made by the hosted build tell a debugger where it reads the sources.</summary>
public sealed class SourceLinkTests
{
    // Of the specification of portable PDBs.
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    [LongFact]
    public async Task Each_source_is_found_under_the_commit_that_was_built()
    {
        using var folder = new ScratchFolder("lmn-link-");
        await SourceCopy.MakeAsync(folder.FullName);
        await Shell.RunAsync(folder.FullName, "git", ["remote", "set-url", "origin", "https://github.com/example/notifications"]);
        var commit = (await Shell.RunAsync(folder.FullName, "git", ["rev-parse", "HEAD"])).Trim();

        await Shell.RunAsync(folder.FullName, "dotnet", ["build", "src/Leadmetrics.Smtp", "-c", "Release", "-v", "quiet", "-nologo", "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzersDuringBuild=false"]);

        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.Combine(folder.FullName, "src", "Leadmetrics.Smtp", "bin", "Release", "net10.0", "Leadmetrics.Smtp.pdb")));
        var pdb = provider.GetMetadataReader();
        var links = pdb.CustomDebugInformation.Select(pdb.GetCustomDebugInformation).Single(info => pdb.GetGuid(info.Kind) == SourceLink);
        var documents = JsonDocument.Parse(Encoding.UTF8.GetString(pdb.GetBlobBytes(links.Value))).RootElement.GetProperty("documents");
        Assert.Contains($"/{commit}/", documents.GetProperty("/_/*").GetString(), StringComparison.Ordinal);
        Assert.All(pdb.Documents.Select(pdb.GetDocument), document => Assert.StartsWith("/_/", pdb.GetString(document.Name), StringComparison.Ordinal));
    }
}
