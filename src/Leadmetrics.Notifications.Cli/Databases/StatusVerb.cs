using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Databases;

/// <summary><c>lmn db status</c>.</summary>
internal static class StatusVerb
{
    public static Command Create()
    {
        var database = new DatabaseOptions();
        var command = new Command("status", "Shows which migrations are applied. Changes nothing; ends with 3 where some are missing.");
        database.AddTo(command);
        return VerbRun.Of(command, (run, cancellationToken) => RunAsync(run, database.Read(run), cancellationToken));
    }

    private static async Task<ExitCode> RunAsync(VerbRun run, Database database, CancellationToken cancellationToken)
    {
        await using var host = TenantHost.ForMigrations(database);
        var migrator = host.GetRequiredService<IStoreMigrator>();
        var states = await migrator.GetStateAsync(cancellationToken);
        var missing = states.Count(state => state.AppliedAt is null);
        run.Terminal.Say(migrator.Description);
        MigrationListing.Show(run.Terminal, states);
        run.Terminal.Result(new JsonObject { ["database"] = migrator.Description, ["upToDate"] = missing == 0, ["migrations"] = MigrationListing.ToJson(states) });
        if (missing == 0) return ExitCode.Done;
        Terminal.Complain($"{missing} missing: lmn db migrate applies them.");
        return ExitCode.Configuration;
    }
}
