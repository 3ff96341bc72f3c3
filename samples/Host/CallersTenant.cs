using Leadmetrics.Notifications;
using Leadmetrics.Notifications.AspNetCore;

namespace NotificationsHost;

/// <summary>The tenant is what the caller was authenticated as, and nothing that the request says.</summary>
internal sealed class CallersTenant : ITenantContext
{
    public const string Claim = "tenant";

    public ValueTask<TenantId?> FindAsync(HttpContext context, CancellationToken cancellationToken) =>
        ValueTask.FromResult<TenantId?>(TenantId.TryParse(context.User.FindFirst(Claim)?.Value, null, out var tenant) ? tenant : null);
}
