using System.Net;
using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The named HTTP client that talks to token endpoints.</summary>
/// <remarks>
/// A retried request may use a refresh token up that rotates, and a handler of the host's would see every secret. So whatever the host's defaults put on this
/// name is taken off again, last, and the chain is ours: no redirect, no cookies, no proxy credentials.
/// </remarks>
internal static class OAuthHttp
{
    public const string ClientName = "Leadmetrics.Notifications.OAuth";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>To be applied by PostConfigure under <see cref="ClientName"/>.</summary>
    public static void TakeOver(HttpClientFactoryOptions options)
    {
        options.ShouldRedactHeaderValue = static _ => true;
        options.HttpClientActions.Clear();
        options.HttpMessageHandlerBuilderActions.Clear();
        options.HttpMessageHandlerBuilderActions.Add(builder =>
        {
            builder.AdditionalHandlers.Clear();
            builder.PrimaryHandler = new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                AutomaticDecompression = DecompressionMethods.None,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionLifetime = ConnectionLifetime,
            };
        });
        options.HttpClientActions.Add(client =>
        {
            // The deadline is the endpoint's own, by the host's clock.
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestVersion = HttpVersion.Version11;
        });
    }
}
