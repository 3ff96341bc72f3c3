namespace Leadmetrics.Peers;

/// <summary>Finds programs.</summary>
internal static class Executables
{
    private static readonly string[] AdministratorFolders = ["/usr/sbin", "/sbin"];

    /// <summary>The shell that the scripts in tests/peers need.</summary>
    public static string Bash => Find("bash") ?? throw new PeerFailedException("bash is missing");

    /// <summary>The full path of <paramref name="name"/> in PATH or the administrator's folders, or null.</summary>
    public static string? Find(string name)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var names = OperatingSystem.IsWindows() ? [name + ".exe", name + ".cmd"] : new[] { name };
        return folders.Concat(AdministratorFolders)
            .SelectMany(folder => names.Select(file => Path.Combine(folder, file)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>True where the scripts can run: they need bash, and the servers a Unix.</summary>
    public static bool HasShell => !OperatingSystem.IsWindows() && Find("bash") is not null;
}
