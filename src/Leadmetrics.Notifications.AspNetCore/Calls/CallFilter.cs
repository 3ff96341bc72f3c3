using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>Stands around every route of the API: asks whose request it is, and says as a problem what went wrong.</summary>
internal sealed class CallFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;

        // What is said here is one tenant's, and as of now.
        http.Response.Headers.CacheControl = "no-store";
        try
        {
            BrowserWrite.Check(http);
            var tenant = await http.RequestServices.GetRequiredService<ITenantContext>().FindAsync(http, http.RequestAborted).ConfigureAwait(false)
                ?? throw new ProblemException(ProblemTypes.NoTenant, "The host knows no tenant for this request.");
            http.Features.Set(new CallerTenant(tenant));
            return await next(context).ConfigureAwait(false);
        }
        catch (Exception failed) when (Problems.Of(failed) is { } problem)
        {
            return new ProblemAnswer(problem);
        }
    }
}
