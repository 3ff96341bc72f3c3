namespace Leadmetrics.Notifications.Postgres.Migrations;

/// <summary>One row of <c>schema_migration</c>.</summary>
internal sealed record AppliedMigration(int Version, string Name, string Checksum, int Requires, DateTimeOffset AppliedAt);
