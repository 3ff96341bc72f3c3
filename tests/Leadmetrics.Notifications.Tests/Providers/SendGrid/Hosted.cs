using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.SendGrid;
using Leadmetrics.Notifications.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Leadmetrics.Notifications.Tests.Providers.SendGrid;

/// <summary>A SendGrid provider over the real HTTP client of a container, against the fake API.</summary>
internal sealed class Hosted : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Hosted(Uri baseAddress, Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null, TimeProvider? time = null, Func<SendGridConfig, SendGridConfig>? configure = null, SendGridGates? gates = null, ILogger? log = null)
    {
        var services = new ServiceCollection();
        before?.Invoke(services);
        services.AddLeadmetricsNotifications(_ => { });
        after?.Invoke(services);
        _services = services.BuildServiceProvider();
        var config = new SendGridConfig { ApiKey = new Secret("test-key"), FromAddress = "app@example.com", FromName = "The App", AllowedFromDomains = ["example.org"] };
        config = configure?.Invoke(config) ?? config;
        time ??= TimeProvider.System;
        Provider = new SendGridProvider(new SendGridAccount(
            config, Sender.Create(new EmailAddress(config.FromAddress, config.FromName), config.AllowedFromDomains), baseAddress, _services.GetRequiredService<IHttpClientFactory>(), time)
        {
            Gates = gates ?? new SendGridGates(time),
            Logger = log ?? NullLogger.Instance,
        });
    }

    /// <summary>An address where nobody listens: whoever connects fails in another way than who does not.</summary>
    public static Uri Nowhere
    {
        get
        {
            using var gone = Egress.Resolving.Listen(System.Net.IPAddress.Loopback);
            return new Uri($"http://127.0.0.1:{Egress.Resolving.PortOf(gone)}/");
        }
    }

    public SendGridProvider Provider { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static EmailMessage Message => new() { To = [new EmailAddress("jane@example.net", "Jane Doe")], Subject = "Grüße", Text = "Hello.", Html = "<p>Hello.</p>" };

    public static EmailSubmission Submit(EmailMessage message) => EmailSubmission.Create(message, "0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com", new DateTimeOffset(2026, 3, 1, 9, 8, 7, TimeSpan.Zero));

    public Task<EmailSendResult> SendAsync(EmailMessage? message = null) => Provider.SendAsync(Submit(message ?? Message), Cancel);

    public Task<EmailDeliveryException> FailAsync(EmailMessage? message = null) => Assert.ThrowsAsync<EmailDeliveryException>(() => SendAsync(message));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
