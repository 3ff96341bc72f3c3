using Leadmetrics.Notifications.AspNetCore.Calls;
using Leadmetrics.Notifications.AspNetCore.Providing;
using Leadmetrics.Notifications.Deliverability;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Leadmetrics.Notifications.AspNetCore.Domains;

/// <summary>Whether DNS lets mail of a domain arrive. Asks the operator's resolvers alone.</summary>
internal static class DomainEndpoints
{
    public static async Task<IResult> CheckAsync(HttpContext context, string domain, [FromServices] IDomainChecker checker, [FromServices] CallLimits limits)
    {
        limits.TakeDomainCheck(CallerTenant.Of(context));
        var selectors = context.Request.Query["selector"];
        var report = await checker.CheckAsync(new DomainQuestion(domain) { DkimSelectors = [.. selectors.OfType<string>()] }, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(DomainAnswer.Of(report), DomainsJson.Default.DomainAnswer);
    }

    public static async Task<IResult> CheckOfProviderAsync(HttpContext context, string id, [FromServices] ITenantDomains domains, [FromServices] CallLimits limits)
    {
        var (tenant, row) = (CallerTenant.Of(context), ProviderEndpoints.RowId(id));
        limits.TakeDomainCheck(tenant);
        var report = await domains.CheckAsync(tenant, row, context.RequestAborted).ConfigureAwait(false);
        return TypedResults.Json(DomainAnswer.Of(report), DomainsJson.Default.DomainAnswer);
    }
}
