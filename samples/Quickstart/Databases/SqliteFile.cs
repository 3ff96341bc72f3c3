using Microsoft.Extensions.DependencyInjection;

namespace Quickstart.Databases;

/// <summary>The embedded default: one file.</summary>
internal sealed class SqliteFile(string file) : Database
{
    public override string Description => $"SQLite, {file}";

    public override void Use(NotificationsBuilder notifications) => notifications.UseSqlite(file);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
