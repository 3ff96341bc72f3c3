using Leadmetrics.Notifications.Tenancy;

namespace Quickstart;

/// <summary>Asks the resolver; a host seldom does, the mailer asks it for every mail.</summary>
internal static class Routes
{
    public static async Task ShowAsync(IEmailProviderResolver resolver, CancellationToken cancellationToken)
    {
        List<string[]> rows = [["TENANT", "PROVIDER", "SENDS AS", "WHY"]];
        foreach (var tenant in new[] { Tenants.Acme, Tenants.Globex, Tenants.Initech })
        {
            var candidate = (await resolver.ResolveAsync(tenant, cancellationToken)).Primary;
            rows.Add([tenant.Value, candidate.Provider.Name, candidate.Sender.ToString(), Why(candidate.Reason)]);
        }

        Say.Table(rows);
    }

    private static string Why(RouteReason reason) => reason switch
    {
        RouteReason.TenantRow => "its own provider, which passed its test",
        RouteReason.PlatformBecauseNoRow => "the platform's: it has no provider of its own",
        RouteReason.PlatformBecauseUnverified => "the platform's: its own provider did not pass its test",
        RouteReason.PlatformBecauseDisabled => "the platform's: its own provider is switched off",
        _ => reason.ToString(),
    };
}
