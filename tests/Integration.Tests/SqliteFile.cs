using Leadmetrics.Integration.Secrecy;

namespace Leadmetrics.Integration;

/// <summary>A place for a SQLite file, removed with all that stands beside it.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lmn-tests-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "notifications.db");

    // Whatever a test did with the file, no secret that it planted lies in it.
    public void Dispose()
    {
        var found = DumpScan.Files(_folder.FullName, new PlantedSecret(DumpScan.Mark));
        _folder.Delete(recursive: true);
        Assert.Empty(found);
    }
}
