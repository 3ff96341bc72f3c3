using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The named HTTP client that talks to token endpoints.</summary>
internal static class OAuthHttp
{
    public const string ClientName = "Leadmetrics.Notifications.OAuth";

    /// <summary>To be applied by PostConfigure under <see cref="ClientName"/>. The deadline is the endpoint's own, by the host's clock.</summary>
    public static void TakeOver(HttpClientFactoryOptions options) => OwnHttpChain.TakeOver(options, static handler => handler);
}
