using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Egress;
using Leadmetrics.Notifications.Tests.Hosting;
using Leadmetrics.Notifications.Tests.Providers.Smtp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Telemetry;

/// <summary>A host under observation: <c>acme</c> and <c>initech</c> may get rows, <c>globex</c> has a configured account, all others the platform's SendGrid.</summary>
internal sealed class MeasuredHost : IAsyncDisposable
{
    public const string Password = "planted-p4ss-in-telemetry";
    public const string Subject = "planted subject";
    public const string Recipient = "planted.person";

    public static readonly TenantId Acme = new("acme");
    public static readonly TenantId Globex = new("globex");
    public static readonly TenantId Initech = new("initech");
    public static readonly TenantId Nobody = new("nobody");

    private MeasuredHost(Action<NotificationsOptions>? configure, bool hasPlatform, Action<IServiceCollection>? register)
    {
        Server = ScriptedSmtpServer.Start(options =>
        {
            options.AcceptAnyCredentials = true;
            options.Capabilities.Auth.Add("PLAIN");
        });
        SendGrid = FakeSendGrid.Start();
        Settings = Configured.From("Smtp:MaxConnections=100");
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddSingleton<IProviderStore>(new RowsInMemory());
        services.AddLeadmetricsNotifications(Settings, options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            if (hasPlatform) options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = SendGrid.ApiKey, FromAddress = "mail@platform.example" };
            options.SendGridBaseAddress = SendGrid.BaseAddress;
            options.Egress.AllowLoopback = true;
            configure?.Invoke(options);
        }).AddConfiguredProviders(Configured.From($"SMTP_TENANT=globex;SMTP_HOST=localhost;SMTP_PORT={Server.Port};SMTP_USER=u@globex.example;SMTP_PASS={Password};SMTP_FROM=hello@globex.example"));
        register?.Invoke(services);
        Services = services.BuildServiceProvider();

        // Made with what needs them first: a listener hears what is published behind it, and before.
        Telemetry = Services.GetRequiredService<NotificationsTelemetry>();
        Metrics = new HeardMetrics(Services);
    }

    public LogSink Log { get; } = new();

    public HeardMetrics Metrics { get; }

    public IConfigurationRoot Settings { get; }

    public ScriptedSmtpServer Server { get; }

    public FakeSendGrid SendGrid { get; }

    public ServiceProvider Services { get; }

    public NotificationsTelemetry Telemetry { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static MeasuredHost Start(Action<NotificationsOptions>? configure = null, bool hasPlatform = true, Action<IServiceCollection>? register = null) => new(configure, hasPlatform, register);

    /// <summary>Adds a tested row; what that measures is forgotten.</summary>
    public async Task<ProviderView> AddAsync(TenantId tenant, string more = "{}")
    {
        var tested = await TestAsync(tenant, more);
        Assert.True(tested.Verified, tested.Report.Failure?.Message);
        Metrics.Clear();
        return tested.Provider;
    }

    public async Task<ProviderTestResult> TestAsync(TenantId tenant, string more = "{}")
    {
        var providers = Services.GetRequiredService<ITenantProviders>();
        var added = await providers.AddAsync(tenant, new ProviderDraft { Provider = ProviderWords.Smtp, Config = Accounts.Config(Server.Port, more) }, Cancel);
        return await providers.TestAsync(tenant, added.Id, Cancel);
    }

    public Task<EmailSendResult> SendAsync(TenantId tenant, params string[] to) => Services.GetRequiredService<ITenantMailer>().TrySendAsync(
        tenant, new EmailMessage { To = [.. (to.Length == 0 ? [$"{Recipient}@example.net"] : to).Select(address => new EmailAddress(address))], Subject = Subject, Text = "Hello." }, Cancel);

    public async ValueTask DisposeAsync()
    {
        Metrics.Dispose();
        await Services.DisposeAsync();
        await Server.DisposeAsync();
        await SendGrid.DisposeAsync();
    }
}
