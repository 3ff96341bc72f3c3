using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Sqlite.Migrations;

/// <summary>One migration: a file that is never edited once it was released.</summary>
/// <param name="Version">Counts from 1.</param>
/// <param name="Name">The file's name behind its number.</param>
/// <param name="Requires">How many migrations a program must know to work with the file once this one is applied.</param>
internal sealed record SqliteMigration(int Version, string Name, int Requires)
{
    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<SqliteMigration> All { get; } =
    [
        new(1, "notification_providers", Requires: 1),
        new(2, "email_budget", Requires: 1),
        new(3, "delivery", Requires: 1),
        new(4, "queue", Requires: 1),
    ];

    /// <summary>The statements.</summary>
    public string Text { get; } = SqliteSql.Read($"Migrations.{Version:0000}_{Name}");

    /// <summary>SHA-256 of <see cref="Text"/> in lower-case hexadecimal digits.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
}
