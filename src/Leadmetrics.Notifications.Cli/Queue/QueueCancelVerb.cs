using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue cancel</c>.</summary>
internal static class QueueCancelVerb
{
    public static Command Create()
    {
        var id = new MailIdOption("The mail; has to be given once.", required: true);
        var command = new Command("cancel", "Takes a mail out of the queue that no worker holds; ends with 1 where it could not be.");
        id.AddTo(command);
        return QueueVerb.Of(command, async (run, queue, tenant, cancellationToken) =>
        {
            var outcome = await queue.CancelAsync(tenant, id.Read(run), cancellationToken);
            run.Terminal.Say(outcome switch
            {
                CancelOutcome.Cancelled => "Cancelled: nobody gets it any more.",
                CancelOutcome.TooLate => "Too late: a worker holds it, and it may be under way.",
                CancelOutcome.Settled => "Not cancelled: it was sent, is a dead letter, or was cancelled before.",
                _ => $"{tenant} has no such mail.",
            });
            run.Terminal.Result(new JsonObject { ["outcome"] = Words.Of(outcome) });
            return outcome == CancelOutcome.Cancelled ? ExitCode.Done : ExitCode.Failed;
        });
    }
}
