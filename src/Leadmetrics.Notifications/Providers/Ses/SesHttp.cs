using Leadmetrics.Notifications.Providers.Posting;
using Microsoft.Extensions.Http;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>The named HTTP client that talks to Amazon SES.</summary>
/// <remarks>
/// The chain is ours (<see cref="OwnHttpChain"/>). A filter of the host's may still put handlers before the last one, which therefore lets no mail out twice: <see cref="OncePosted"/>.
/// Deadlines are kept per send, where it is known whether the body has left.
/// </remarks>
internal static class SesHttp
{
    public const string ClientName = "Leadmetrics.Notifications.Ses";

    /// <summary>To be applied by PostConfigure under <see cref="ClientName"/>.</summary>
    public static void TakeOver(HttpClientFactoryOptions options) => OwnHttpChain.TakeOver(options, static handler => new OncePosted(handler));
}
