namespace Leadmetrics.AdminPage;

/// <summary>The folder that this was built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Leadmetrics.Notifications.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run in a checkout.");
    }
}
