namespace Leadmetrics.Notifications.Tenancy.Events;

/// <summary>Takes what providers post of mails after they were handed over. Safe for concurrent use.</summary>
public interface IDeliveryWebhooks
{
    /// <summary>Takes one request: finds whose webhook it is, checks that the provider signed it, and stores its events.</summary>
    /// <param name="provider">The provider's word in the webhook's address: <c>sendgrid</c>.</param>
    /// <param name="token">The token in the webhook's address.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends the call; what was stored stays, and the provider sends the rest again.</param>
    /// <returns>What to answer. What the body's stream throws is thrown on.</returns>
    Task<WebhookAnswer> ReceiveAsync(string provider, string token, WebhookRequest request, CancellationToken cancellationToken = default);
}
