using System.Globalization;

namespace Leadmetrics.Peers;

/// <summary>Where PostgreSQL's own programs are.</summary>
internal static class PostgresBinaries
{
    private const string DebianRoot = "/usr/lib/postgresql";

    /// <summary>The folder of initdb and postgres: Debian's newest, else the one in PATH, else null.</summary>
    public static string? Folder()
    {
        var debian = Directory.Exists(DebianRoot) ? Directory.GetDirectories(DebianRoot) : [];
        return debian
            .OrderByDescending(Version)
            .Select(folder => Path.Combine(folder, "bin"))
            .Append(Path.GetDirectoryName(Executables.Find("postgres")) ?? "")
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private static double Version(string folder) =>
        double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;
}
