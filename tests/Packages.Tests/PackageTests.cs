using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Xml.Linq;
using Leadmetrics.Peers;

namespace Leadmetrics.Packages;

/// <summary>What stands in the packages, and what not.</summary>
public sealed class PackageTests(PeerFixture<PackedPackages> packages)
{
    private const string Tool = "Leadmetrics.Notifications.Cli";

    /// <summary>What each package asks for, all of it: a new dependency of a user's project is decided here.</summary>
    private static readonly Dictionary<string, string[]> Dependencies = new()
    {
        ["Leadmetrics.Smtp"] = [],
        ["Leadmetrics.Notifications"] =
        [
            "Leadmetrics.Smtp", "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Http",
            "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options.ConfigurationExtensions",
        ],
        ["Leadmetrics.Notifications.AspNetCore"] = ["Leadmetrics.Notifications", "Microsoft.AspNetCore.OpenApi"],
        ["Leadmetrics.Notifications.Postgres"] = ["Dapper", "Leadmetrics.Notifications", "Npgsql"],
        ["Leadmetrics.Notifications.Sqlite"] = ["Dapper", "Leadmetrics.Notifications", "Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "SQLitePCLRaw.core"],
        ["Leadmetrics.Notifications.Testing"] = ["Leadmetrics.Notifications"],
        // A tool brings all it needs.
        [Tool] = [],
    };

    public static TheoryData<string> Ids { get; } = [.. Dependencies.Keys];

    public static TheoryData<string> Libraries { get; } = [.. Dependencies.Keys.Where(id => id != Tool)];

    [Fact]
    public async Task Every_project_of_src_is_a_package_but_the_one_over_the_public_gallery()
    {
        var packed = await packages.GetAsync();

        var projects = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)).Where(id => id != "Leadmetrics.Notifications.MailKit");
        Assert.Equal(Dependencies.Keys.Order(StringComparer.Ordinal), projects.Order(StringComparer.Ordinal));
        Assert.Equal(
            Dependencies.Keys.SelectMany(id => new[] { $"{id}.{PackedPackages.Version}.cdx.json", $"{id}.{PackedPackages.Version}.nupkg", $"{id}.{PackedPackages.Version}.snupkg" }).Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(packed.Folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_package_depends_on_what_stands_in_the_list_and_nothing_else(string id)
    {
        using var package = Package.Open(await packages.GetAsync(), id);

        var groups = package.Metadata().Descendants().Where(element => element.Name.LocalName == "group" && element.Parent!.Name.LocalName == "dependencies").ToArray();
        Assert.All(groups, group => Assert.Equal("net10.0", group.Attribute("targetFramework")!.Value));
        Assert.Equal(Dependencies[id], groups.SelectMany(group => group.Elements()).Select(dependency => dependency.Attribute("id")!.Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_package_says_what_it_is(string id)
    {
        using var package = Package.Open(await packages.GetAsync(), id);
        var metadata = package.Metadata();

        Assert.Equal(id, Of("id"));
        Assert.Equal(PackedPackages.Version, Of("version"));
        Assert.NotEmpty(Of("authors"));
        Assert.True(Of("description").Length > 20);
        Assert.NotEmpty(Of("tags"));
        Assert.Equal("LICENSE.txt", Of("license"));
        Assert.Equal([0x89, .. "PNG"u8], package.Read(Of("icon")).AsSpan(0, 4).ToArray());
        Assert.Equal(File.ReadAllBytes(Path.Combine(Checkout.Root, "src", id, "README.md")), package.Read(Of("readme")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Checkout.Root, "LICENSE.txt")), package.Read("LICENSE.txt"));

        string Of(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task A_library_has_its_documentation_beside_it_and_its_symbols_in_a_package_of_their_own(string id)
    {
        var packed = await packages.GetAsync();
        using var package = Package.Open(packed, id);
        using var symbols = Package.Open(packed, id, "snupkg");

        var documented = XDocument.Load(new MemoryStream(package.Read($"lib/net10.0/{id}.xml"))).Descendants("member").ToArray();
        Assert.NotEmpty(documented);
        Assert.Equal([$"lib/net10.0/{id}.dll"], package.Files.Where(file => file.EndsWith(".dll", StringComparison.Ordinal)));
        using var library = new PEReader(new MemoryStream(package.Read($"lib/net10.0/{id}.dll")));
        using var pdb = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Read($"lib/net10.0/{id}.pdb")));
        var built = library.ReadCodeViewDebugDirectoryData(library.ReadDebugDirectory().Single(entry => entry.Type == DebugDirectoryEntryType.CodeView));
        Assert.Equal(built.Guid.ToByteArray(), pdb.GetMetadataReader().DebugMetadataHeader!.Id.AsSpan()[..16].ToArray());
        Assert.Contains(library.ReadDebugDirectory(), entry => entry.Type == DebugDirectoryEntryType.Reproducible);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Nothing_in_a_package_names_a_folder_of_the_machine_that_made_it(string id)
    {
        var packed = await packages.GetAsync();
        using var package = Package.Open(packed, id);
        foreach (var file in package.Files.Where(IsOurs)) Assert.Empty(FoldersIn(package.Read(file)).Select(folder => $"{file} names {folder}"));
        Assert.Empty(FoldersIn(await File.ReadAllBytesAsync(Path.Combine(packed.Folder, $"{id}.{PackedPackages.Version}.cdx.json"), TestContext.Current.CancellationToken)));

        static bool IsOurs(string file) => Path.GetFileName(file) is var name && (name.StartsWith("Leadmetrics.", StringComparison.Ordinal) || name.StartsWith("lmn.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Symbols_name_their_sources_by_their_place_in_the_repository(string id)
    {
        using var symbols = Package.Open(await packages.GetAsync(), id, "snupkg");
        using var pdb = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(symbols.Read($"lib/net10.0/{id}.pdb")));
        var reader = pdb.GetMetadataReader();

        var documents = reader.Documents.Select(reader.GetDocument).Select(document => reader.GetString(document.Name)).ToArray();

        Assert.NotEmpty(documents);
        Assert.All(documents, document => Assert.StartsWith("/_/", document, StringComparison.Ordinal));
    }

    /// <summary>The checkout's folder and the user's, as far as they can be told from anything else.</summary>
    private static IEnumerable<string> FoldersIn(byte[] octets) =>
        new[] { Checkout.Root, Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) }
            // With its end: "/src" is a folder of the repository, too, and "/" is everywhere.
            .Where(folder => folder.Count(letter => letter == Path.DirectorySeparatorChar) > 1 || folder.Length > 4)
            .Select(folder => folder + Path.DirectorySeparatorChar)
            .Where(folder => new[] { Encoding.UTF8.GetBytes(folder), Encoding.Unicode.GetBytes(folder) }.Any(form => octets.AsSpan().IndexOf(form) >= 0));
}
