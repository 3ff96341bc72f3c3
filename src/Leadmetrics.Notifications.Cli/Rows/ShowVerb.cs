using System.CommandLine;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider show</c>.</summary>
internal static class ShowVerb
{
    public static Command Create() => RowVerb.Create(
        "show",
        "Shows a provider with its settings, secrets left out.",
        async (run, providers, tenant, id, cancellationToken) => RowVerb.Show(run, tenant, await providers.GetAsync(tenant, id, cancellationToken)));
}
