using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider remove</c>.</summary>
internal static class RemoveVerb
{
    public static Command Create() => RowVerb.Create(
        "remove",
        "Removes a provider and its sealed settings for good.",
        async (run, providers, tenant, id, cancellationToken) =>
        {
            await providers.RemoveAsync(tenant, id, cancellationToken);
            run.Terminal.Say($"Removed {id}.");
            run.Terminal.Result(new JsonObject { ["removed"] = id.ToString() });
            return ExitCode.Done;
        });
}
