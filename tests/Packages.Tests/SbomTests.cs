using System.Text.Json;
using Leadmetrics.Peers;

namespace Leadmetrics.Packages;

/// <summary>The bills of materials that stand beside the packages.</summary>
public sealed class SbomTests(PeerFixture<PackedPackages> packages, PeerFixture<CycloneDxSchema> schema)
{
    [Fact]
    public async Task Each_is_what_CycloneDX_says_it_is()
    {
        var check = await schema.GetAsync();
        string[] files = [.. Directory.EnumerateFiles((await packages.GetAsync()).Folder, "*.cdx.json")];

        Assert.NotEmpty(files);
        Assert.Empty(await check.CheckAsync(files, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_that_is_none_is_told_of()
    {
        var check = await schema.GetAsync();
        using var folder = new ScratchFolder("lmn-sbom-");
        var file = Path.Combine(folder.FullName, "wrong.json");
        await File.WriteAllTextAsync(file, """{ "bomFormat": "CycloneDX", "specVersion": "1.6", "components": [ { "name": "Dapper" } ] }""", TestContext.Current.CancellationToken);

        Assert.Contains("type", await check.CheckAsync([file], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_client_alone_needs_nothing() => Assert.Empty(await RequiredAsync("Leadmetrics.Smtp"));

    [Fact]
    public async Task The_core_needs_Microsofts_extensions_and_nothing_else() => Assert.All(
        await RequiredAsync("Leadmetrics.Notifications"),
        name => Assert.True(name is "Leadmetrics.Smtp" || name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal), name));

    [Theory]
    [MemberData(nameof(PackageTests.Ids), MemberType = typeof(PackageTests))]
    public async Task It_names_what_the_lock_file_has_in_the_versions_it_has(string id)
    {
        using var bill = await ReadAsync(id);
        using var locked = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Checkout.Root, "src", id, "packages.lock.json"), TestContext.Current.CancellationToken));

        var expected = locked.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Select(entry => (Name: entry.Name.ToUpperInvariant(), Version: entry.Value.TryGetProperty("resolved", out var version) ? version.GetString() : PackedPackages.Version));
        var named = Components(bill).Where(component => component.GetProperty("type").GetString() == "library")
            .Select(component => (Name: component.GetProperty("name").GetString()!.ToUpperInvariant(), Version: component.GetProperty("version").GetString()));
        Assert.Equal(expected.OrderBy(entry => entry.Name, StringComparer.Ordinal), named.OrderBy(entry => entry.Name, StringComparer.Ordinal));
        Assert.All(Components(bill), component => Assert.True(component.GetProperty("scope").GetString() == "excluded" == component.GetProperty("name").GetString() is "Microsoft.CodeAnalysis.BannedApiAnalyzers" or "Microsoft.NET.ILLink.Tasks"));
    }

    [Theory]
    [MemberData(nameof(PackageTests.Ids), MemberType = typeof(PackageTests))]
    public async Task What_is_needed_where_it_runs_hangs_together(string id)
    {
        using var bill = await ReadAsync(id);
        var needs = bill.RootElement.GetProperty("dependencies").EnumerateArray()
            .ToDictionary(entry => entry.GetProperty("ref").GetString()!, entry => entry.GetProperty("dependsOn").EnumerateArray().Select(on => on.GetString()!).ToArray());
        var reached = new HashSet<string>();
        var open = new Queue<string>([bill.RootElement.GetProperty("metadata").GetProperty("component").GetProperty("bom-ref").GetString()!]);
        while (open.TryDequeue(out var at))
        {
            foreach (var next in needs.GetValueOrDefault(at, []).Where(reached.Add)) open.Enqueue(next);
        }

        Assert.Equal(
            Components(bill).Where(component => component.GetProperty("scope").GetString() == "required").Select(component => component.GetProperty("bom-ref").GetString()!).Order(StringComparer.Ordinal),
            reached.Order(StringComparer.Ordinal));
    }

    private static JsonElement[] Components(JsonDocument bill) => [.. bill.RootElement.GetProperty("components").EnumerateArray()];

    private async Task<IReadOnlyList<string>> RequiredAsync(string id)
    {
        using var bill = await ReadAsync(id);
        return [.. Components(bill).Where(component => component.GetProperty("scope").GetString() == "required").Select(component => component.GetProperty("name").GetString()!)];
    }

    private async Task<JsonDocument> ReadAsync(string id)
    {
        var packed = await packages.GetAsync();
        return JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(packed.Folder, $"{id}.{PackedPackages.Version}.cdx.json"), TestContext.Current.CancellationToken));
    }
}
