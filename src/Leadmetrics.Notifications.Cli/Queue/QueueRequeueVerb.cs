using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue requeue</c>.</summary>
internal static class QueueRequeueVerb
{
    public static Command Create()
    {
        var ids = new MailIdOption("A dead letter. May be given several times.");
        var all = new Option<bool>("--all") { Description = "All of the tenant's dead letters." };
        var command = new Command("requeue", "Puts dead letters back into the queue, under the same Message-ID and for the recipients that were open, with 72 hours to go.") { all };
        ids.AddTo(command);
        return QueueVerb.Of(command, async (run, queue, tenant, cancellationToken) =>
        {
            var chosen = ids.ReadAll(run);
            if (run.Get(all) == chosen.Count > 0) throw Refusal.Usage(MailIdOption.Name, "or --all has to be given, one of them.");
            var requeued = await queue.RequeueAsync(tenant, run.Get(all) ? null : chosen, cancellationToken);
            run.Terminal.Say(requeued < chosen.Count ? $"{requeued} of {Words.Of(chosen.Count, "mail")} put back: the others are no dead letters of {tenant}'s." : $"{Words.Of(requeued, "mail")} put back.");
            run.Terminal.Result(new JsonObject { ["requeued"] = requeued });
            return requeued < chosen.Count ? ExitCode.Failed : ExitCode.Done;
        });
    }
}
