using Leadmetrics.Notifications.Providers.Posting;
using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The named HTTP client that talks to SendGrid.</summary>
/// <remarks>
/// The chain is ours (<see cref="OwnHttpChain"/>). A filter of the host's may still put handlers before the last one, which therefore lets no mail out twice: <see cref="OncePosted"/>.
/// Deadlines are kept per send, where it is known whether the body has left.
/// </remarks>
internal static class SendGridHttp
{
    public const string ClientName = "Leadmetrics.Notifications.SendGrid";

    public static Uri AddressOf(SendGridRegion region) => new(region == SendGridRegion.Eu ? "https://api.eu.sendgrid.com/" : "https://api.sendgrid.com/");

    /// <summary>To be applied by PostConfigure under <see cref="ClientName"/>.</summary>
    public static void TakeOver(HttpClientFactoryOptions options) => OwnHttpChain.TakeOver(options, static handler => new OncePosted(handler));
}
