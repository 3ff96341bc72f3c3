using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Ses;
using Leadmetrics.Notifications.Secrets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Providers.Ses;

/// <summary>An SES provider over the real HTTP client of a container, against the fake API.</summary>
internal sealed class Hosted : IAsyncDisposable
{
    public const string MessageId = "0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com";

    private readonly ServiceProvider _services;

    public Hosted(Uri baseAddress, Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null, TimeProvider? time = null, Func<SesConfig, SesConfig>? configure = null, LogSink? log = null)
    {
        var services = new ServiceCollection();
        if (log is not null) services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        before?.Invoke(services);
        services.AddLeadmetricsNotifications(_ => { });
        after?.Invoke(services);
        _services = services.BuildServiceProvider();
        var config = Config;
        config = configure?.Invoke(config) ?? config;
        Provider = new SesProvider(
            config,
            Sender.Create(new EmailAddress(config.FromAddress, config.FromName), config.AllowedFromDomains),
            baseAddress,
            _services.GetRequiredService<IHttpClientFactory>(),
            time ?? TimeProvider.System,
            _services.GetRequiredService<ILoggerFactory>().CreateLogger("ses"));
    }

    /// <summary>The settings that a fake as it starts knows.</summary>
    public static SesConfig Config => new()
    {
        AccessKeyId = "AKIAFAKEFAKEFAKEFAKE",
        SecretAccessKey = new Secret("fake-secret-access-key"),
        Region = "eu-west-1",
        FromAddress = "app@example.com",
        FromName = "The App",
        AllowedFromDomains = ["example.org"],
    };

    public SesProvider Provider { get; }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static EmailMessage Message => new() { To = [new EmailAddress("jane@example.net", "Jane Doe")], Subject = "Gr\u00fc\u00dfe", Text = "Hello.", Html = "<p>Hello.</p>" };

    public static EmailSubmission Submit(EmailMessage? message = null) => EmailSubmission.Create(message ?? Message, MessageId, new DateTimeOffset(2026, 3, 1, 9, 8, 7, TimeSpan.Zero));

    public static EmailMessage To(int recipients) => Message with { To = [.. Enumerable.Range(1, recipients).Select(number => new EmailAddress($"r{number:D3}@example.net"))] };

    public Task<EmailSendResult> SendAsync(EmailMessage? message = null) => Provider.SendAsync(Submit(message), Cancel);

    public Task<EmailDeliveryException> FailAsync(EmailMessage? message = null) => Assert.ThrowsAsync<EmailDeliveryException>(() => SendAsync(message));

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
