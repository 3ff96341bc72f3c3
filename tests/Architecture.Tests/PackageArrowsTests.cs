namespace Leadmetrics.Architecture;

/// <summary>Which package may know which, and which third-party packages each may bring.</summary>
public sealed class PackageArrowsTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Leadmetrics.Smtp"] = [],
        ["Leadmetrics.Notifications"] = ["Leadmetrics.Smtp"],
        ["Leadmetrics.Notifications.AspNetCore"] = ["Leadmetrics.Notifications"],
        ["Leadmetrics.Notifications.Postgres"] = ["Leadmetrics.Notifications"],
        ["Leadmetrics.Notifications.Sqlite"] = ["Leadmetrics.Notifications"],
        ["Leadmetrics.Notifications.MailKit"] = ["Leadmetrics.Notifications"],
        ["Leadmetrics.Notifications.Testing"] = ["Leadmetrics.Notifications"],
        ["Leadmetrics.Notifications.Cli"] = ["Leadmetrics.Notifications", "Leadmetrics.Notifications.Postgres", "Leadmetrics.Notifications.Sqlite"],
    };

    private static readonly Dictionary<string, Func<string, bool>> ThirdParty = new()
    {
        ["Leadmetrics.Smtp"] = _ => false,
        ["Leadmetrics.Notifications"] = package => package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal),
        ["Leadmetrics.Notifications.AspNetCore"] = package => package is "Microsoft.AspNetCore.OpenApi",
        ["Leadmetrics.Notifications.Postgres"] = package => package is "Npgsql" or "Dapper",
        ["Leadmetrics.Notifications.Sqlite"] = package => package is "Dapper" or "Microsoft.Data.Sqlite" || package.StartsWith("SQLitePCLRaw.", StringComparison.Ordinal),
        ["Leadmetrics.Notifications.MailKit"] = package => package is "MailKit" or "System.Security.Cryptography.Pkcs",
        ["Leadmetrics.Notifications.Testing"] = _ => false,
        ["Leadmetrics.Notifications.Cli"] = package => package is "Microsoft.Extensions.Hosting" or "Spectre.Console" or "System.CommandLine" or "YamlDotNet",
    };

    [Fact]
    public void Every_package_has_its_line_in_the_list_of_arrows() =>
        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), Repository.Projects("src").Select(Name).Order(StringComparer.Ordinal));

    [Fact]
    public void A_package_refers_to_those_below_it_alone()
    {
        foreach (var project in Repository.Projects("src"))
        {
            Assert.Equal(Arrows[Name(project)].Order(StringComparer.Ordinal), Repository.Items(project, "ProjectReference").Select(Name).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void A_package_brings_the_third_party_packages_of_its_own_edge_alone()
    {
        foreach (var project in Repository.Projects("src"))
        {
            Assert.All(Repository.Items(project, "PackageReference"), package => Assert.True(ThirdParty[Name(project)](package), $"{Name(project)} refers to {package}."));
        }
    }

    [Fact]
    public void The_two_inner_packages_are_checked_for_trimming_and_AOT() => Assert.All(
        ["Leadmetrics.Smtp", "Leadmetrics.Notifications"],
        name => Assert.Contains("<IsAotCompatible>true</IsAotCompatible>", File.ReadAllText(Repository.Projects("src").Single(project => Name(project) == name)), StringComparison.Ordinal));

    [Fact]
    public void Internals_are_shown_to_tests_the_MailKit_transport_and_the_benchmarks_alone()
    {
        // The second transport parses replies and keeps time as the engine does, so that both tell the same facts.
        string[] friends = ["Micro", "Bench", "Leadmetrics.Notifications.MailKit", "Leadmetrics.Notifications.MailKit.Tests"];
        foreach (var project in Repository.Projects("src"))
        {
            Assert.All(Repository.Items(project, "InternalsVisibleTo"), friend => Assert.True(friend == $"{Name(project)}.Tests" || friends.Contains(friend), $"{Name(project)} shows its internals to {friend}."));
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Leadmetrics.Notifications.sln"));
        Assert.All(
            new[] { "src", "tests", "samples", "bench" }.SelectMany(Repository.Projects),
            project => Assert.Contains($"\"{Path.GetRelativePath(Repository.Root, project).Replace('/', '\\')}\"", solution, StringComparison.Ordinal));
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project.Replace('\\', '/'));
}
