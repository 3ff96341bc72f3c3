using System.CommandLine;
using Leadmetrics.Notifications.Cli.Domains;
using Leadmetrics.Notifications.Tenancy;

namespace Leadmetrics.Notifications.Cli.Rows;

/// <summary><c>lmn provider domain</c>.</summary>
internal static class DomainVerb
{
    private static readonly ResolverOption Server = new();

    public static Command Create()
    {
        var command = RowVerb.Create<ITenantDomains>(
            "domain",
            "Looks up SPF, DKIM, DMARC and MX of a provider's sender, and whether its DKIM key is the one in DNS. Ends as lmn domain check does.",
            async (run, domains, tenant, id, cancellationToken) => DomainReportView.Show(run.Terminal, await domains.CheckAsync(tenant, id, cancellationToken)),
            Server.Apply);
        Server.AddTo(command);
        return command;
    }
}
