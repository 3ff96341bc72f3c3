using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Notifications.AspNetCore.Calls;

/// <summary>The tenant of a request, once <see cref="CallFilter"/> has asked for it.</summary>
internal sealed record CallerTenant(TenantId Id)
{
    /// <exception cref="InvalidOperationException">Nobody asked.</exception>
    public static TenantId Of(HttpContext context) => context.Features.Get<CallerTenant>()?.Id ?? throw new InvalidOperationException("The route has no filter that asks for the tenant.");
}
