namespace Leadmetrics.Peers;

/// <summary>Finds the scripts and npm packages of tests/peers from wherever the tests run.</summary>
internal static class PeerFiles
{
    private static readonly Lazy<string> Folder = new(Locate);

    /// <summary>The full path of a file in tests/peers, whether it exists or not.</summary>
    public static string Path(params string[] parts) => System.IO.Path.Combine([Folder.Value, .. parts]);

    private static string Locate()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = System.IO.Path.Combine(folder.FullName, "tests", "peers");
            if (File.Exists(System.IO.Path.Combine(candidate, "tether.sh")))
                return candidate;
        }
        throw new PeerFailedException($"No tests/peers above {AppContext.BaseDirectory}: tests run from inside the repository.");
    }
}
