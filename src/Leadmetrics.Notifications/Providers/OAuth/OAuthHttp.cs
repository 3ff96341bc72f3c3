using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The named HTTP client that talks to token endpoints.</summary>
/// <remarks>
/// The chain is ours (<see cref="OwnHttpChain"/>). A filter of the host's may still put handlers before the last one, which therefore lets no request out twice: <see cref="TokenPost"/>.
/// </remarks>
internal static class OAuthHttp
{
    public const string ClientName = "Leadmetrics.Notifications.OAuth";

    /// <summary>To be applied by PostConfigure under <see cref="ClientName"/>. The deadline is the endpoint's own, by the host's clock.</summary>
    public static void TakeOver(HttpClientFactoryOptions options) => OwnHttpChain.TakeOver(options, static handler => new TokenPost(handler));
}
