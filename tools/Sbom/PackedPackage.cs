using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;

namespace Leadmetrics.Sbom;

/// <summary>A package as it was packed, by its own words.</summary>
internal sealed record PackedPackage
{
    public required string Id { get; init; }

    public required string Version { get; init; }

    public required string Description { get; init; }

    public required string Authors { get; init; }

    public required string Copyright { get; init; }

    /// <summary>SHA-512 of the file.</summary>
    public required byte[] Hash { get; init; }

    /// <summary>Whether it is a program with all it needs inside.</summary>
    public required bool IsTool { get; init; }

    /// <summary>The ids of what it needs by itself.</summary>
    public required IReadOnlyList<string> Dependencies { get; init; }

    /// <summary>The shared frameworks that it needs beside .NET's own.</summary>
    public required IReadOnlyList<string> Frameworks { get; init; }

    public static PackedPackage Read(string path)
    {
        using var package = ZipFile.OpenRead(path);
        XDocument nuspec;
        using (var stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open()) nuspec = XDocument.Load(stream);
        var program = package.Entries.SingleOrDefault(entry => entry.FullName.StartsWith("tools/", StringComparison.Ordinal) && entry.Name.EndsWith(".deps.json", StringComparison.Ordinal));
        return new PackedPackage
        {
            Id = Text("id"),
            Version = Text("version"),
            Description = Text("description"),
            Authors = Text("authors"),
            Copyright = Text("copyright"),
            Hash = SHA512.HashData(File.ReadAllBytes(path)),
            IsTool = program is not null,
            Dependencies = program is null ? Attributes("dependency", "id") : NeededBy(program),
            Frameworks = Attributes("frameworkReference", "name"),
        };

        string Text(string name) => nuspec.Descendants().First(element => element.Name.LocalName == name).Value;
        string[] Attributes(string element, string name) => [.. nuspec.Descendants().Where(found => found.Name.LocalName == element).Select(found => found.Attribute(name)!.Value).Distinct()];
    }

    /// <summary>A tool's package names no dependencies; its program does.</summary>
    private static string[] NeededBy(ZipArchiveEntry program)
    {
        using var stream = program.Open();
        using var json = JsonDocument.Parse(stream);
        // The first library of the target is the program itself.
        var itself = json.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject().First();
        return [.. itself.Value.GetProperty("dependencies").EnumerateObject().Select(dependency => dependency.Name)];
    }
}
