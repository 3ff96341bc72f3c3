using Leadmetrics.Notifications.Tenancy.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Leadmetrics.Integration.Docs;

/// <summary>The endpoint of docs/webhooks.md, line by line, so that it compiles and runs; <see cref="WebhookEndpointTests"/> holds the two together.</summary>
internal static class WebhookEndpoint
{
    public static void Map(WebApplication app)
    {
        // docs: begin
        app.MapPost("/webhooks/sendgrid/{token}", async (string token, HttpRequest request, IDeliveryWebhooks webhooks, CancellationToken ct) =>
        {
            var answer = await webhooks.ReceiveAsync("sendgrid", token, new WebhookRequest
            {
                Signature = request.Headers["X-Twilio-Email-Event-Webhook-Signature"],
                Timestamp = request.Headers["X-Twilio-Email-Event-Webhook-Timestamp"],
                Body = request.Body,
                ContentLength = request.ContentLength,
            }, ct);
            return Results.StatusCode((int)answer.Status);
        });
        // docs: end
    }
}
