using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Quickstart.Databases;

/// <summary>The server that <c>LEADMETRICS_POSTGRES</c> names. The demo uses a schema of its own and drops it.</summary>
internal sealed class RunningPostgres(string connectionString) : Database
{
    private readonly string _schema = "demo_" + RandomNumberGenerator.GetHexString(12, lowercase: true);

    public override string Description => $"PostgreSQL, the running one of LEADMETRICS_POSTGRES, schema {_schema}, dropped when this ends";

    public static RunningPostgres? Find() =>
        Environment.GetEnvironmentVariable("LEADMETRICS_POSTGRES") is { Length: > 0 } connectionString ? new RunningPostgres(connectionString) : null;

    public override void Use(NotificationsBuilder notifications) => notifications.UsePostgres(connectionString, options => options.Schema = _schema);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(connectionString);
            await using var drop = source.CreateCommand($"DROP SCHEMA IF EXISTS {_schema} CASCADE");
            await drop.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException unreachable)
        {
            Say.Line($"The schema {_schema} could not be dropped: {unreachable.Message}");
        }
    }
}
