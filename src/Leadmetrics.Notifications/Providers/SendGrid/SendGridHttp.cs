using System.Net;
using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>The named HTTP client that talks to SendGrid.</summary>
/// <remarks>
/// A host may give every client of its factory a handler that retries; a POST that was sent is then sent twice. So whatever the host's defaults put on this
/// name is taken off again, last, and the chain is ours: no redirect, no cookies, no proxy credentials. A filter of the
/// host's may still put handlers before the last one, which therefore lets no mail out twice: <see cref="SendGridPost"/>.
/// </remarks>
internal static class SendGridHttp
{
    public const string ClientName = "Leadmetrics.Notifications.SendGrid";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public static Uri AddressOf(SendGridRegion region) => new(region == SendGridRegion.Eu ? "https://api.eu.sendgrid.com/" : "https://api.sendgrid.com/");

    /// <summary>To be applied by PostConfigure under <see cref="ClientName"/>.</summary>
    public static void TakeOver(HttpClientFactoryOptions options)
    {
        // A host's default of what to redact would let the key through to its logs: the request's only header worth reading is the key.
        options.ShouldRedactHeaderValue = static _ => true;
        options.HttpClientActions.Clear();
        options.HttpMessageHandlerBuilderActions.Clear();
        options.HttpMessageHandlerBuilderActions.Add(builder =>
        {
            builder.AdditionalHandlers.Clear();
            builder.PrimaryHandler = new SendGridPost(new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
            });
        });
        options.HttpClientActions.Add(client =>
        {
            // Deadlines are kept per send, where it is known whether the body has left.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestVersion = HttpVersion.Version11;
        });
    }
}
