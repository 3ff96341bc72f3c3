using Leadmetrics.Notifications;
using Leadmetrics.Notifications.AspNetCore;
using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Docs;

/// <summary>What a host writes to say whose a request is.</summary>
public sealed class ClaimsTenant : ITenantContext
{
    public ValueTask<TenantId?> FindAsync(HttpContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult<TenantId?>(TenantId.TryParse(context.User.FindFirst("tenant")?.Value, null, out var tenant) ? tenant : null);
    }
}
