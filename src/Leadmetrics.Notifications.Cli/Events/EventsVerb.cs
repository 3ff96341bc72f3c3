using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Events;

/// <summary><c>lmn events</c>: what became of a message; no key is needed.</summary>
internal static class EventsVerb
{
    public static Command Create()
    {
        var tenant = new TenantOption();
        var database = new DatabaseOptions();
        var id = new Argument<string>("message-id") { Description = "The Message-ID, with or without its angle brackets." };
        var command = new Command("events", "Shows what became of a message after it was handed over: its recipients, and every event that was heard.") { id };
        tenant.AddTo(command);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var owner = tenant.Read(run);
            await using var host = TenantHost.ForMigrations(database.Read(run));
            var history = await host.GetRequiredService<IDeliveryHistory>().FindAsync(owner, run.Arguments.GetValue(id)!.Trim().TrimStart('<').TrimEnd('>'), cancellationToken);
            HistoryView.Show(run.Terminal, owner, history);
            run.Terminal.Result(new JsonObject { ["message"] = history is null ? null : HistoryView.ToJson(history) });
            return history is null ? ExitCode.Failed : ExitCode.Done;
        });
    }
}
