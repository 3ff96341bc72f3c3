using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary><c>lmn queue pause</c> and <c>lmn queue resume</c>.</summary>
internal static class QueuePausingVerb
{
    public static Command Create(bool pause) => QueueVerb.Of(
        pause
            ? new Command("pause", "Stops a tenant's mail: from now on no worker takes any of it. What workers hold goes out; queueing goes on.")
            : new Command("resume", "Lets a tenant's mail go out again."),
        async (run, queue, tenant, cancellationToken) =>
        {
            await (pause ? queue.PauseAsync(tenant, cancellationToken) : queue.ResumeAsync(tenant, cancellationToken));
            run.Terminal.Say(pause ? $"{tenant} is paused." : $"{tenant} is not paused.");
            run.Terminal.Result(new JsonObject { ["paused"] = pause });
            return ExitCode.Done;
        });
}
