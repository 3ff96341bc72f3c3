using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider webhook</c>: the token goes to standard output alone, where a pipe may take it.</summary>
internal static class WebhookVerb
{
    public static Command Create()
    {
        var tenant = new TenantOption();
        var id = new ProviderIdArgument();
        var database = new DatabaseOptions();
        var remove = new Option<bool>("--remove") { Description = "Takes the webhook away instead: its address is unknown from now on." };
        var command = new Command("webhook", "Makes the token of a SendGrid provider's event webhook, and shows it once. An older token's address is unknown from then on.") { remove };
        id.AddTo(command);
        tenant.AddTo(command);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var (owner, row) = (tenant.Read(run), id.Read(run));
            await using var host = TenantHost.ForTenants(database.Read(run));
            var providers = host.GetRequiredService<ITenantProviders>();
            if (run.Get(remove))
            {
                await providers.RemoveWebhookTokenAsync(owner, row, cancellationToken);
                run.Terminal.Say($"{row} has no webhook any more.");
                run.Terminal.Result(new JsonObject { ["removed"] = row.ToString() });
                return ExitCode.Done;
            }

            var token = (await providers.CreateWebhookTokenAsync(owner, row, cancellationToken)).Reveal();
            run.Terminal.Say(token);
            run.Terminal.Result(new JsonObject { ["token"] = token, ["path"] = $"/webhooks/sendgrid/{token}" });
            return ExitCode.Done;
        });
    }
}
