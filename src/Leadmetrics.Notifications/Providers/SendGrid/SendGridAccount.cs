using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>A SendGrid account as its provider uses it: the settings, and what the host gives.</summary>
internal sealed class SendGridAccount(SendGridConfig config, Sender sender, Uri baseAddress, IHttpClientFactory clients, TimeProvider timeProvider)
{
    public SendGridConfig Config => config;

    public Sender Sender => sender;

    /// <summary>Where the API is. It ends in a slash: without one the last segment would be replaced, not appended to.</summary>
    public Uri BaseAddress { get; } = baseAddress.AbsoluteUri.EndsWith('/') ? baseAddress : new Uri(baseAddress.AbsoluteUri + "/");

    public IHttpClientFactory Clients => clients;

    public TimeProvider TimeProvider => timeProvider;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Shared by all providers of the host.</summary>
    public SendGridGates Gates { get; init; } = new(timeProvider);

    /// <summary>The name at the gates of what sends the account's mail.</summary>
    public string MailGate { get; } = SendGridGates.AccountOf(config);

    /// <summary>The name at the gates of what else the account is called for: SendGrid counts by endpoint, and neither may stop the other.</summary>
    public string CallGate => MailGate + "/calls";
}
