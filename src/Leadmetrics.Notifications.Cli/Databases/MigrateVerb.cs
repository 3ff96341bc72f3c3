using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary><c>lmn db migrate</c>.</summary>
internal static class MigrateVerb
{
    public static Command Create()
    {
        var database = new DatabaseOptions();
        var command = new Command("migrate", "Brings the database to the schema that this version needs; makes an SQLite file where there is none. Needs no key.");
        database.AddTo(command);
        return VerbRun.Of(command, (run, cancellationToken) => RunAsync(run, database.Read(run), cancellationToken));
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, Database database, CancellationToken cancellationToken)
    {
        await using var host = TenantHost.ForMigrations(database);
        var migrator = host.GetRequiredService<IStoreMigrator>();
        var applied = await migrator.MigrateAsync(cancellationToken);
        run.Terminal.Say(applied.Count == 0 ? $"{migrator.Description}: nothing to do." : $"{migrator.Description}: applied");
        if (applied.Count > 0) MigrationListing.Show(run.Terminal, applied);
        run.Terminal.Result(new JsonObject { ["database"] = migrator.Description, ["applied"] = MigrationListing.ToJson(applied) });
        return ExitCode.Done;
    }
}
