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
        var file = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return folders.Concat(AdministratorFolders).Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
    }

    /// <summary>Ends the test where the scripts of tests/peers cannot run.</summary>
    public static void RequireLinux(string peer)
    {
        if (!OperatingSystem.IsLinux() || Find("bash") is null)
            PeerPolicy.Missing(peer, "the scripts in tests/peers start it with bash on Linux; elsewhere run the tests in a Linux container.");
    }
}
