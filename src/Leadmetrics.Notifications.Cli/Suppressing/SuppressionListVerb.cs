using System.CommandLine;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Arguments;
using Leadmetrics.Notifications.Cli.Running;
using Leadmetrics.Notifications.Tenancy.Suppressing;

namespace Leadmetrics.Notifications.Cli.Suppressing;

/// <summary><c>lmn suppression list</c>.</summary>
internal static class SuppressionListVerb
{
    public static Command Create()
    {
        var reason = SuppressionVerb.ReasonOption("Entries of this reason alone.");
        var prefix = new Option<string?>("--prefix") { Description = "Addresses that begin so.", HelpName = "TEXT" };
        var most = WholeNumber.Option("--most", 1, 1_000_000, "How many entries at most; 100 where it is not said.");
        var command = new Command("list", "Lists who gets no more mail of a tenant's, and why.") { reason, prefix, most };
        return SuppressionVerb.Of(command, async (run, list, tenant, cancellationToken) =>
        {
            var entries = await ReadAsync(list, tenant, new SuppressionQuery { Reason = SuppressionVerb.ReasonOf(run.Get(reason)), Prefix = run.Get(prefix) }, run.Get(most) ?? 100, cancellationToken);
            SuppressionView.Show(run.Terminal, tenant, entries);
            run.Terminal.Result(new JsonObject { ["suppressions"] = new JsonArray([.. entries.Select(SuppressionView.ToJson)]) });
            return ExitCode.Done;
        });
    }

    private static async Task<IReadOnlyList<Suppression>> ReadAsync(ISuppressions list, TenantId tenant, SuppressionQuery query, int most, CancellationToken cancellationToken)
    {
        var entries = new List<Suppression>();
        while (entries.Count < most)
        {
            var size = Math.Min(most - entries.Count, SuppressionQuery.MaxPage);
            var page = await list.ListAsync(tenant, query with { Most = size, After = entries.Count == 0 ? null : entries[^1] }, cancellationToken);
            entries.AddRange(page);
            if (page.Count < size) break;
        }

        return entries;
    }
}
