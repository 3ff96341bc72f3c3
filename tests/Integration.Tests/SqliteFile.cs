namespace Leadmetrics.Integration;

/// <summary>A place for a SQLite file, removed with all that stands beside it.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lmn-tests-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "notifications.db");

    public void Dispose() => _folder.Delete(recursive: true);
}
