namespace Leadmetrics.Docs;

/// <summary>A folder that a page's relative paths are in, as long as its block runs.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _before = Environment.CurrentDirectory;

    public TemporaryFolder() => Environment.CurrentDirectory = Path;

    public string Path { get; } = Directory.CreateTempSubdirectory("lmn-docs-").FullName;

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(Path, recursive: true);
    }
}
