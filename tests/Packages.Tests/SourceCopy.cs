namespace Leadmetrics.Packages;

/// <summary>A clone of this checkout somewhere else: its commit, with what is changed here.</summary>
internal static class SourceCopy
{
    public static async Task MakeAsync(string folder)
    {
        await Shell.RunAsync(Checkout.Root, "git", ["clone", "--quiet", "--no-hardlinks", Checkout.Root, folder]);
        // Symbols name where the sources are read, which is the origin's matter.
        var origin = await Shell.RunAsync(Checkout.Root, "git", ["config", "--default", "", "--get", "remote.origin.url"]);
        await Shell.RunAsync(folder, "git", origin.Trim() is { Length: > 0 } url ? ["remote", "set-url", "origin", url] : ["remote", "remove", "origin"]);
        var changed = await Shell.RunAsync(Checkout.Root, "git", ["ls-files", "--modified", "--others", "--exclude-standard"]);
        foreach (var file in changed.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (from, to) = (Path.Combine(Checkout.Root, file), Path.Combine(folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            if (File.Exists(from)) File.Copy(from, to, overwrite: true);
            else File.Delete(to);
        }
    }
}
