namespace Leadmetrics.Notifications.Containers;

/// <summary>docker-compose.dev.yml, which says which images this project is developed with.</summary>
internal static class ComposeFile
{
    private const string Name = "docker-compose.dev.yml";

    /// <exception cref="InvalidOperationException">It knows no such image.</exception>
    public static string ImageOf(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Name))) folder = folder.Parent;
        var images = File.ReadLines(Path.Combine(folder?.FullName ?? "", Name)).Select(line => line.Trim()).Where(line => line.StartsWith("image: ", StringComparison.Ordinal)).Select(line => line["image: ".Length..].Trim());
        return images.SingleOrDefault(image => image.Split(':')[0].Split('/')[^1] == name) ?? throw new InvalidOperationException($"{Name} names no image {name}.");
    }
}
