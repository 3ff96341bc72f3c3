using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tenancy.Suppressing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>Registers what takes, keeps and tells delivery events, and checks its options.</summary>
internal static class WebhookRegistration
{
    private const int LeastBody = 64 * 1024;
    private const int MostBody = 256 * 1024 * 1024;
    private static readonly TimeSpan LeastAge = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostAge = TimeSpan.FromDays(30);
    private static readonly TimeSpan MostRetention = TimeSpan.FromDays(3660);

    public static void Add(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new DeliveryIntake(
            Stored<IDeliveryEventStore>(provider),
            provider.GetService<ISuppressionRules>(),
            provider.GetServices<IDeliveryEventSink>(),
            provider.GetRequiredService<NotificationsTelemetry>(),
            provider.GetRequiredService<ILogger<DeliveryIntake>>())
        {
            Stopping = provider.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? default,
        });
        services.TryAddSingleton<IDeliveryHistory>(provider => new DeliveryHistory(Stored<IDeliveryEventStore>(provider)));
        services.TryAddSingleton<IDeliveryWebhooks>(provider => new DeliveryWebhooks(
            new WebhookAccounts(Stored<IWebhookTokenStore>(provider), provider.GetRequiredService<RowSealer>(), PlatformOf(Options(provider))),
            provider.GetRequiredService<DeliveryIntake>(),
            Options(provider).Webhooks,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeliveryWebhooks>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DeliveryEventPruner>(provider => new DeliveryEventPruner(
            provider.GetService<IDeliveryEventStore>(), Options(provider).Events, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<DeliveryEventPruner>>())));
    }

    /// <summary>Names what is wrong; the key itself is checked with the account's other settings.</summary>
    public static void Check(NotificationsOptions options, List<string> errors)
    {
        var (webhooks, retention) = (options.Webhooks, options.Events.Retention);
        if (webhooks.MaxBody is < LeastBody or > MostBody) errors.Add("Webhooks:MaxBody is not from 65,536 (64 KiB) to 268,435,456 (256 MiB).");
        if (webhooks.MaxAge < LeastAge || webhooks.MaxAge > MostAge) errors.Add("Webhooks:MaxAge is not from 5 minutes to 30 days.");
        else if (retention < webhooks.MaxAge + DeliveryWebhooks.MaxAhead || retention > MostRetention) errors.Add("Events:Retention is not from Webhooks:MaxAge and 5 minutes to 3,660 days.");
        if (options.Platform.SendGrid is not { } sendGrid) return;
        if (sendGrid.WebhookToken is { } token && !WebhookToken.IsToken(token)) errors.Add("Platform:SendGrid:WebhookToken is not of 32 to 128 letters, digits, hyphens and underscores.");
        if (sendGrid.WebhookToken is null != sendGrid.WebhookPublicKey is null) errors.Add("Platform:SendGrid:WebhookToken and WebhookPublicKey are not given together.");
    }

    private static PlatformWebhook? PlatformOf(NotificationsOptions options) =>
        options.Platform.SendGrid is { WebhookToken: { } token, WebhookPublicKey: { } key } ? new PlatformWebhook(WebhookToken.HashOf(token), key) : null;

    private static T Stored<T>(IServiceProvider provider)
        where T : notnull =>
        provider.GetService<T>() ?? throw new InvalidOperationException("Leadmetrics.Notifications has no store of delivery events: call UsePostgres or UseSqlite.");

    private static NotificationsOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<NotificationsOptions>>().Value;
}
