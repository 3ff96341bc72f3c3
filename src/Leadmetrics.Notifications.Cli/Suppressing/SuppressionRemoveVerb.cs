using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Running;

namespace Leadmetrics.Notifications.Cli.Suppressing;

/// <summary><c>lmn suppression remove</c>.</summary>
internal static class SuppressionRemoveVerb
{
    public static Command Create()
    {
        var address = SuppressionVerb.AddressOption();
        var reason = SuppressionVerb.ReasonOption("The entry of this reason alone; all where it is not said.");
        var command = new Command("remove", "Takes an address off a tenant's suppression list. A list that the provider itself keeps is not touched.") { reason };
        address.AddTo(command);
        return SuppressionVerb.Of(command, async (run, list, tenant, cancellationToken) =>
        {
            var removed = await list.RemoveAsync(tenant, SuppressionVerb.Required(address, run), SuppressionVerb.ReasonOf(run.Get(reason)), cancellationToken);
            run.Terminal.Say(removed == 0 ? "There was no such entry." : $"Removed {removed} {(removed == 1 ? "entry" : "entries")}.");
            run.Terminal.Result(new JsonObject { ["removed"] = removed });
            return ExitCode.Done;
        });
    }
}
