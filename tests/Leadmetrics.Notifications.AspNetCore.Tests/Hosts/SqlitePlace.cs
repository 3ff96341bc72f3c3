namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>Each store a file in a folder that goes with the run.</summary>
public sealed class SqlitePlace : IStorePlace, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lmn-api-");

    public Task<IReadOnlyDictionary<string, string>> NewStoreAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["ConnectionStrings:Sqlite"] = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.db") });

    public void Dispose() => _folder.Delete(recursive: true);
}
