using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.AspNetCore.Unsubscribing;

/// <summary>Seals who leaves whose list into links under the host's public address.</summary>
internal sealed class UnsubscribeLinks(IOptions<NotificationsApiOptions> options, UnsubscribeKeys keys) : IUnsubscribeLinks
{
    public ListUnsubscribe Create(TenantId tenant, EmailAddress recipient)
    {
        var address = options.Value.Unsubscribe.BaseAddress ?? throw new InvalidOperationException("Leadmetrics.Notifications makes no unsubscribe links: set Unsubscribe.BaseAddress of NotificationsApiOptions.");
        if (keys.All is not [var key, ..]) throw new InvalidOperationException("Leadmetrics.Notifications has no key to seal unsubscribe links under: give Unsubscribe.Keys of NotificationsApiOptions one.");
        return new ListUnsubscribe { Url = new Uri($"{address.AbsoluteUri.TrimEnd('/')}/{UnsubscribeToken.Seal(key, tenant, SuppressedAddress.Of(recipient))}") };
    }
}
