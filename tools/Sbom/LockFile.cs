using System.Text.Json;

namespace Leadmetrics.Sbom;

/// <summary>What a NuGet lock file says of a project's only target framework.</summary>
internal static class LockFile
{
    /// <summary>Reads all entries, direct and transitive ones, by id whatever its case.</summary>
    /// <exception cref="InvalidDataException">The file is for more than one target framework.</exception>
    public static Dictionary<string, LockedPackage> Read(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var targets = json.RootElement.GetProperty("dependencies").EnumerateObject().ToArray();
        if (targets is not [var target]) throw new InvalidDataException($"{path} has {targets.Length} target frameworks, not one.");

        var packages = new Dictionary<string, LockedPackage>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in target.Value.EnumerateObject())
        {
            string[] dependencies = entry.Value.TryGetProperty("dependencies", out var needed) ? [.. needed.EnumerateObject().Select(dependency => dependency.Name)] : [];
            packages.Add(entry.Name, new LockedPackage(entry.Name, Text(entry.Value, "resolved"), Text(entry.Value, "contentHash"), dependencies));
        }

        return packages;
    }

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
