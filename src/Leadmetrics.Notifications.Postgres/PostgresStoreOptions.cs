namespace Leadmetrics.Notifications.Postgres;

/// <summary>How the PostgreSQL stores use their database.</summary>
public sealed class PostgresStoreOptions
{
    /// <summary>The schema that holds all tables; the migrator makes it where it is absent.</summary>
    /// <value><c>notifications</c>. 1 to 63 of <c>A-Z a-z 0-9 _</c>, no digit first, not beginning with <c>pg_</c>; upper and lower case differ.</value>
    public string Schema { get; set; } = "notifications";

    /// <summary>The connection string that changes are listened on, where a pooler stands before the database that hands out connections by transaction: it goes past it.</summary>
    /// <value><see langword="null"/>: one connection of the stores' own data source is kept for it, and the statements of the queue's hot paths are prepared, which such a pooler may not bear.</value>
    public string? ListenConnectionString { get; set; }
}
