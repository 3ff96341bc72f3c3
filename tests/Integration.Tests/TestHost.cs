using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Leadmetrics.Integration;

/// <summary>A host as a user writes one, over a real store, with SendGrid played by a fake.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    public const string PlatformSender = "platform@platform.test";

    private readonly IHost _host;

    private TestHost(IHost host, FakeSendGrid sendGrid)
    {
        _host = host;
        SendGrid = sendGrid;
    }

    public FakeSendGrid SendGrid { get; }

    public ITenantMailer Mailer => Get<ITenantMailer>();

    public ITenantProviders Providers => Get<ITenantProviders>();

    public IEmailProviderResolver Resolver => Get<IEmailProviderResolver>();

    public static string NewKey() => KeyGenerator.NewKey();

    public static async Task<TestHost> StartAsync(
        Action<NotificationsBuilder>? store, string? key, Action<NotificationsOptions>? configure = null, TimeProvider? clock = null, Action<IServiceCollection>? services = null)
    {
        var sendGrid = FakeSendGrid.Start();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (clock is not null) builder.Services.AddSingleton(clock);
        var notifications = builder.Services.AddLeadmetricsNotifications(options =>
        {
            if (key is not null) options.Keys.Add(new KeyOptions { Key = key });
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = sendGrid.ApiKey, FromAddress = PlatformSender, FromName = "The Platform" };
            options.SendGridBaseAddress = sendGrid.BaseAddress;
            options.Egress.AllowLoopback = true;
            configure?.Invoke(options);
        });
        if (store is not null)
        {
            store(notifications);
            notifications.MigrateOnStart();
        }

        services?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return new TestHost(host, sendGrid);
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Puts a store between the host and its real one.</summary>
    public static void Wrap(IServiceCollection services, Func<IProviderStore, IProviderStore> wrap)
    {
        var real = services.Last(service => service.ServiceType == typeof(IProviderStore)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton(provider => wrap((IProviderStore)real(provider))));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        await SendGrid.DisposeAsync();
    }
}
