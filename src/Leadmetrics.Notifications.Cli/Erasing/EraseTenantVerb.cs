using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Erasing;

/// <summary><c>lmn erase tenant</c>.</summary>
internal static class EraseTenantVerb
{
    public static Command Create() => EraseVerb.Of(
        new Command("tenant", "Removes everything that is stored of a tenant, for good. Hosts that run let go of its connections within their time to live."),
        (_, tenant) => $"all providers of {tenant} with their sealed settings, the counts of what it has sent, what became of its mails, and its suppression list",
        async (run, store, tenant, cancellationToken) =>
        {
            var erased = await store.EraseTenantAsync(tenant, cancellationToken);
            run.Terminal.Say($"Erased {tenant}: {erased.Providers} providers, {erased.SendingCounts} sending counts, {erased.Events} delivery events, {erased.Suppressions} entries of the suppression list.");
            run.Terminal.Result(new JsonObject
            {
                ["erased"] = new JsonObject
                {
                    ["tenant"] = tenant.Value,
                    ["providers"] = erased.Providers,
                    ["sendingCounts"] = erased.SendingCounts,
                    ["events"] = erased.Events,
                    ["suppressions"] = erased.Suppressions,
                },
            });
            return ExitCode.Done;
        });
}
