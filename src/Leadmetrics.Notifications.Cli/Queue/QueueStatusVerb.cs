using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Databases;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Queue;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue status</c>: once, or drawn every second on a screen. No key is needed.</summary>
internal static class QueueStatusVerb
{
    public static Command Create()
    {
        var tenant = new TenantOption(isRequired: false);
        var database = new DatabaseOptions();
        var once = new Option<bool>("--once") { Description = "Shows how it stands now, and ends, on a screen too." };
        var command = new Command("status", "Shows how the queue stands. On a screen it is drawn every second until nothing is left to send, or Ctrl+C.") { once };
        tenant.AddTo(command);
        database.AddTo(command);
        return VerbRun.Of(command, async (run, cancellationToken) =>
        {
            var owner = tenant.ReadIfGiven(run);
            await using var host = TenantHost.ForMigrations(database.Read(run));
            var queue = host.GetRequiredService<IMailQueue>();
            if (!run.Get(once) && run.Terminal.Live() is { } live)
            {
                using (live) await new QueueWatch(queue, owner, live, run.TimeProvider).RunAsync(cancellationToken);
                return ExitCode.Done;
            }

            var status = await queue.StatusAsync(owner, cancellationToken);
            QueueStatusView.Show(run.Terminal, status);
            run.Terminal.Result(new JsonObject { ["queue"] = QueueStatusView.ToJson(owner, status) });
            return ExitCode.Done;
        });
    }
}
