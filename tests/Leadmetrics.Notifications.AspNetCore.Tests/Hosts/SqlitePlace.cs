using Microsoft.Data.Sqlite;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

/// <summary>Each store a file in a folder that goes with the run.</summary>
public sealed class SqlitePlace : IStorePlace, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lmn-api-");

    public Task<IReadOnlyDictionary<string, string>> NewStoreAsync() =>
        Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string> { ["ConnectionStrings:Sqlite"] = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.db") });

    public Task BreakAsync(IReadOnlyDictionary<string, string> store) => RunAsync(store, "ALTER TABLE email_job RENAME TO away");

    public Task MendAsync(IReadOnlyDictionary<string, string> store) => RunAsync(store, "ALTER TABLE away RENAME TO email_job");

    private static async Task RunAsync(IReadOnlyDictionary<string, string> store, string sql)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = store["ConnectionStrings:Sqlite"] }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new SqliteCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
