using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;

namespace Leadmetrics.Notifications.AspNetCore.Webhooks;

/// <summary>Takes what providers post. Anonymous: who may call it is said by the token in its path and the signature of its body. The answer is a status without a word.</summary>
internal static class WebhookEndpoint
{
    public static async Task<IResult> ReceiveAsync(HttpContext context, string provider, string token, [FromServices] IDeliveryWebhooks webhooks)
    {
        // The webhook's own bound stands (Webhooks:MaxBody), which is larger than a server's usual one.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound) bound.MaxRequestBodySize = null;
        var request = new WebhookRequest
        {
            Signature = Header(context, "X-Twilio-Email-Event-Webhook-Signature"),
            Timestamp = Header(context, "X-Twilio-Email-Event-Webhook-Timestamp"),
            Body = context.Request.Body,
            ContentLength = context.Request.ContentLength,
        };
        var answer = await webhooks.ReceiveAsync(provider, token, request, context.RequestAborted).ConfigureAwait(false);

        // A host that writes pages for bare statuses would say a word in our stead.
        if (context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
        return TypedResults.StatusCode((int)answer.Status);
    }

    private static string? Header(HttpContext context, string name) => context.Request.Headers[name] is [{ } one] ? one : null;
}
