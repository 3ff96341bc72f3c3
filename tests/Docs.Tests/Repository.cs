namespace Leadmetrics.Docs;

/// <summary>Where the pages are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The pages whose C# is compiled, by their names from the root.</summary>
    public static IEnumerable<string> Pages() =>
        Directory.EnumerateFiles(Root, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateDirectories(Path.Combine(Root, "src")).Select(folder => Path.Combine(folder, "README.md")).Where(File.Exists))
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'));

    public static string Read(string page) => File.ReadAllText(Path.Combine(Root, page));

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Leadmetrics.Notifications.sln"))) at = at.Parent;
        return at.FullName;
    }
}
