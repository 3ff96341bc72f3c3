namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary>The databases there are stores for.</summary>
internal enum DatabaseKind
{
    Sqlite,
    Postgres,
}
