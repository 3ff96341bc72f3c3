namespace Leadmetrics.Bench;

/// <summary>The checkout that the bench was built from.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Leadmetrics.Notifications.sln"))) return at.FullName;
        }

        throw new BenchException("The bench does not stand in a checkout.");
    }
}
