using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Notifications.AspNetCore;

/// <summary>Says whose request it is. The host's own: from a claim, an API key, a host name; registered with <c>AddTenantContext</c>, and made anew for each request.</summary>
public interface ITenantContext
{
    /// <summary>The tenant of a request that the host has authorized.</summary>
    /// <param name="context">The request.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The tenant; <see langword="null"/> where the request is nobody's: it is answered 403.</returns>
    ValueTask<TenantId?> FindAsync(HttpContext context, CancellationToken cancellationToken);
}
