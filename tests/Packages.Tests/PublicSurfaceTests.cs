using System.Reflection;
using System.Xml.Linq;

namespace Leadmetrics.Packages;

/// <summary>What users' code is compiled against.</summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Libraries { get; } =
        ["Leadmetrics.Smtp", "Leadmetrics.Notifications", "Leadmetrics.Notifications.AspNetCore", "Leadmetrics.Notifications.Postgres", "Leadmetrics.Notifications.Sqlite", "Leadmetrics.Notifications.Testing"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public Task It_changes_together_with_its_listing_alone(string id) => PublicSurface.CompareAsync(Assembly.Load(id));

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_member_of_it_has_a_summary_that_says_something(string id)
    {
        // That each has one at all is the compiler's to say (CS1591): the next test sees that nobody tells it not to. Here, that none is empty.
        var shown = Assembly.Load(id).GetExportedTypes().SelectMany(type => type.GetMembers().Select(member => NameOf(member.DeclaringType!, member)).Append(type.FullName!.Replace('+', '.'))).ToHashSet();
        var documented = XDocument.Load(Path.Combine(AppContext.BaseDirectory, $"{id}.xml")).Descendants("member")
            .Select(member => (Name: member.Attribute("name")!.Value[2..].Split('(')[0].Split("``")[0], Says: member.Element("inheritdoc") is not null || member.Element("summary")?.Nodes().Any() == true))
            .Where(member => shown.Contains(member.Name)).ToArray();

        Assert.NotEmpty(documented);
        Assert.Empty(documented.Where(member => !member.Says).Select(member => member.Name));
    }

    [Fact]
    public void No_project_of_src_goes_without_documentation_or_lets_a_warning_pass()
    {
        var silent = Directory.EnumerateFiles(Path.Combine(Checkout.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".csproj" or ".props" or ".targets" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Append(Path.Combine(Checkout.Root, "Directory.Build.props"))
            .Append(Path.Combine(Checkout.Root, ".editorconfig"))
            // The root's file says in a comment who switches it off.
            .Where(file => File.ReadAllText(file) is var text && (text.Contains("1591", StringComparison.Ordinal) && file != Path.Combine(Checkout.Root, "Directory.Build.props")
                || text.Contains("<GenerateDocumentationFile>false", StringComparison.OrdinalIgnoreCase) || text.Contains("<TreatWarningsAsErrors>false", StringComparison.OrdinalIgnoreCase)));

        Assert.Empty(silent.Select(file => Path.GetRelativePath(Checkout.Root, file)));
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", File.ReadAllText(Path.Combine(Checkout.Root, "Directory.Build.props")), StringComparison.Ordinal);
        Assert.Contains("<GenerateDocumentationFile>true</GenerateDocumentationFile>", File.ReadAllText(Path.Combine(Checkout.Root, "Directory.Build.props")), StringComparison.Ordinal);
    }

    private static string NameOf(Type type, MemberInfo member) => $"{type.FullName?.Replace('+', '.')}.{member.Name.Replace('.', '#')}";
}
