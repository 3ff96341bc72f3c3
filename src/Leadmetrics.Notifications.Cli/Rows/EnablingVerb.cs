using System.CommandLine;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider enable</c> and <c>lmn provider disable</c>.</summary>
internal static class EnablingVerb
{
    public static Command Create(bool enable) => RowVerb.Create(
        enable ? "enable" : "disable",
        enable ? "Lets a verified provider take part." : "Takes a provider out; its settings stay.",
        async (run, providers, tenant, id, cancellationToken) => RowVerb.Show(run, tenant, await providers.ChangeAsync(tenant, id, new ProviderChange { Enabled = enable }, cancellationToken)));
}
