using System.Text.Json;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tests.Egress;
using Leadmetrics.Notifications.Tests.Providers.OAuth;
using Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

/// <summary>A host with stores in memory, whose tenants and platform have SendGrid accounts with a webhook.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    public const string PlatformToken = "platform-token_0123456789abcdefghij";

    public static readonly TenantId Acme = new("acme");
    public static readonly TenantId Globex = new("globex");

    public WebhookHost(Action<NotificationsOptions>? configure = null, Action<IServiceCollection>? register = null)
    {
        var services = new ServiceCollection();
        Tokens = new TokensInMemory(Rows);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton<IProviderStore>(Rows);
        services.AddSingleton<IWebhookTokenStore>(Tokens);
        services.AddSingleton<IDeliveryEventStore>(Store);
        register?.Invoke(services);
        services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = "SG.platform", FromAddress = "mail@platform.example", WebhookToken = PlatformToken, WebhookPublicKey = PlatformKey.PublicKey };
            configure?.Invoke(options);
        });
        Services = services.BuildServiceProvider();
    }

    public MovableClock Clock { get; } = new();

    public RowsInMemory Rows { get; } = new();

    public TokensInMemory Tokens { get; }

    public EventsInMemory Store { get; } = new();

    public LogSink Log { get; } = new();

    public EventSigner PlatformKey { get; } = new();

    public EventSigner RowKey { get; } = new();

    public ServiceProvider Services { get; }

    public IDeliveryWebhooks Webhooks => Services.GetRequiredService<IDeliveryWebhooks>();

    public ITenantProviders Providers => Services.GetRequiredService<ITenantProviders>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static byte[] Config(string? publicKey) => JsonSerializer.SerializeToUtf8Bytes(publicKey is null
        ? new Dictionary<string, string> { ["apiKey"] = "SG.planted-key", ["fromAddress"] = "hello@acme.example" }
        : new Dictionary<string, string> { ["apiKey"] = "SG.planted-key", ["fromAddress"] = "hello@acme.example", ["webhookPublicKey"] = publicKey });

    /// <summary>A row with a webhook, and its token.</summary>
    public async Task<(Guid Id, string Token)> AddAsync(TenantId tenant, string? publicKey)
    {
        var row = await Providers.AddAsync(tenant, new ProviderDraft { Provider = ProviderWords.SendGrid, Config = Config(publicKey) }, Cancel);
        return (row.Id, (await Providers.CreateWebhookTokenAsync(tenant, row.Id, Cancel)).Reveal());
    }

    public Task<(Guid Id, string Token)> AddAcmeAsync() => AddAsync(Acme, RowKey.PublicKey);

    /// <summary>Posts a body as SendGrid does, signed now.</summary>
    public Task<WebhookAnswer> PostAsync(string token, byte[] body, EventSigner? signer = null, TimeSpan ago = default)
    {
        var timestamp = EventSigner.At(Clock.GetUtcNow() - ago);
        return PostAsync(token, body, (signer ?? RowKey).Sign(timestamp, body), timestamp);
    }

    public Task<WebhookAnswer> PostAsync(string token, byte[] body, string? signature, string? timestamp) =>
        Webhooks.ReceiveAsync(ProviderWords.SendGrid, token, new WebhookRequest { Signature = signature, Timestamp = timestamp, Body = new MemoryStream(body), ContentLength = body.Length }, Cancel);

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        PlatformKey.Dispose();
        RowKey.Dispose();
    }
}
