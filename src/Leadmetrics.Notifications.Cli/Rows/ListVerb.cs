using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider list</c>.</summary>
internal static class ListVerb
{
    public static Command Create()
    {
        var tenant = new TenantOption();
        var database = new DatabaseOptions();
        var command = new Command("list", "Lists a tenant's providers in the order in which they are tried.");
        tenant.AddTo(command);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var owner = tenant.Read(run);
            await using var host = TenantHost.ForTenants(database.Read(run));
            var providers = await host.GetRequiredService<ITenantProviders>().ListAsync(owner, cancellationToken);
            ProviderViewing.ShowAll(run.Terminal, owner, providers);
            run.Terminal.Result(new JsonObject { ["providers"] = new JsonArray([.. providers.Select(provider => ProviderViewing.ToJson(owner, provider))]) });
            return ExitCode.Done;
        });
    }
}
