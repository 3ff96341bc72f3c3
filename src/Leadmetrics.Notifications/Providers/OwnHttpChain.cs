using System.Net;
using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Providers;

/// <summary>Makes a named HTTP client ours alone, whatever the host's defaults for all clients put on it.</summary>
/// <remarks>
/// A handler of the host's that retries would send a mail twice or use a rotating refresh token up, and one that logs would see every secret. So what stands on the
/// name is taken off again, last. What a handler filter of the host's puts there after that stays, so a last handler of ours guards against repeats: no redirect, no cookies, no proxy credentials, no decompression, all headers redacted, no deadline but the callers' own.
/// </remarks>
internal static class OwnHttpChain
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>To be applied by PostConfigure under the client's name.</summary>
    /// <param name="options">The client's options.</param>
    /// <param name="last">Puts a handler of ours around the last one.</param>
    public static void TakeOver(HttpClientFactoryOptions options, Func<HttpMessageHandler, HttpMessageHandler> last)
    {
        // A host's default of what to redact would let a key through to its logs: the request's only header worth reading is the key.
        options.ShouldRedactHeaderValue = static _ => true;
        options.HttpClientActions.Clear();
        options.HttpMessageHandlerBuilderActions.Clear();
        options.HttpMessageHandlerBuilderActions.Add(builder =>
        {
            builder.AdditionalHandlers.Clear();
            builder.PrimaryHandler = last(new SocketsHttpHandler
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
            client.Timeout = Timeout.InfiniteTimeSpan;
            client.DefaultRequestVersion = HttpVersion.Version11;
        });
    }
}
