namespace Leadmetrics.Packages;

/// <summary>A folder that vanishes with all that is in it, a clone's read-only files included.</summary>
internal sealed class ScratchFolder(string begin) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(begin);

    public string FullName => _folder.FullName;

    public void Dispose()
    {
        // Windows removes no file that is marked so, and git marks its own.
        if (OperatingSystem.IsWindows())
        {
            foreach (var file in _folder.EnumerateFiles("*", SearchOption.AllDirectories)) file.Attributes = FileAttributes.Normal;
        }

        _folder.Delete(recursive: true);
    }
}
