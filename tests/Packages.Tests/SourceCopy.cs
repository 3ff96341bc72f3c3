namespace Leadmetrics.Packages;

/// <summary>A clone of this checkout somewhere else: its commit, with what is changed here.</summary>
internal static class SourceCopy
{
    public static async Task MakeAsync(string folder)
    {
        await Shell.RunAsync(Checkout.Root, "git", ["clone", "--quiet", "--no-hardlinks", Checkout.Root, folder]);
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
