using System.Xml.Linq;

namespace Leadmetrics.Architecture;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static IEnumerable<string> Sources(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"));

    public static IReadOnlyList<string> Projects(string folder) => [.. Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Items(string project, string item) => [.. XDocument.Load(project)
        .Descendants(item)
        .Select(element => element.Attribute("Include")!.Value)];

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Leadmetrics.Notifications.sln"))) return at.FullName;
        }

        throw new InvalidOperationException("The tests do not stand in a checkout.");
    }
}
