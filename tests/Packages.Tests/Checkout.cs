using System.Xml.Linq;

namespace Leadmetrics.Packages;

/// <summary>The folder that this was built in.</summary>
internal static class Checkout
{
    public static string Root { get; } = Find();

    /// <summary>The version that packages get, without a suffix.</summary>
    public static string Version { get; } = XDocument.Load(Path.Combine(Root, "Directory.Build.props")).Descendants("VersionPrefix").Single().Value;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Leadmetrics.Notifications.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException("The tests do not run in a checkout.");
    }
}
