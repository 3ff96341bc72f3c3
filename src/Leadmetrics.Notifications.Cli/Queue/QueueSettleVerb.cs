using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue settle</c>.</summary>
internal static class QueueSettleVerb
{
    private const string As = "--as";

    public static Command Create()
    {
        var id = new MailIdOption("The held mail; has to be given once.", required: true);
        var verdict = OneOf.Option(As, "What somebody found out: it had arrived, or it is to be sent again under the same Message-ID.", "delivered", "resend");
        verdict.Required = true;
        var command = new Command("settle", "Settles a held mail, of which nobody knew whether it had arrived; ends with 1 where no such mail is held.") { verdict };
        id.AddTo(command);
        return QueueVerb.Of(command, async (run, queue, tenant, cancellationToken) =>
        {
            var delivered = run.Get(verdict) == "delivered";
            var settled = await queue.SettleAsync(tenant, id.Read(run), delivered, cancellationToken);
            run.Terminal.Say(!settled ? $"{tenant} has no such mail that is held." : delivered ? "Settled as delivered." : "Put back, to be sent again.");
            run.Terminal.Result(new JsonObject { ["settled"] = settled });
            return settled ? ExitCode.Done : ExitCode.Failed;
        });
    }
}
