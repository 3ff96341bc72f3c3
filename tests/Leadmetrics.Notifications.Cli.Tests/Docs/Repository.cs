namespace Leadmetrics.Notifications.Cli.Tests.Docs;

/// <summary>The checkout that the tests were built in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at!.FullName, "Leadmetrics.Notifications.sln"))) at = at.Parent;
        return at.FullName;
    }
}
