using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Egress;
using Leadmetrics.Notifications.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tests.Providers.Capturing;

/// <summary>A host whose mail goes to a catcher: <c>acme</c> has a row, <c>globex</c> a configured account, and all others the platform's SendGrid.</summary>
internal sealed class CapturingHost : IAsyncDisposable
{
    public static readonly TenantId Acme = new("acme");
    public static readonly TenantId Globex = new("globex");
    public static readonly TenantId Initech = new("initech");

    private CapturingHost(SmtpCatcher catcher, ScriptedSmtpServer own, FakeSendGrid sendGrid, Action<NotificationsOptions>? configure)
    {
        (Catcher, Own, SendGrid) = (catcher, own, sendGrid);
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(Log));
        services.AddSingleton<IProviderStore>(new RowsInMemory());
        services.AddLeadmetricsNotifications(options =>
        {
            options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = sendGrid.ApiKey, FromAddress = "mail@platform.example", FromName = "The Platform" };
            options.Platform.SendGrid.Categories.Add("lost");
            options.SendGridBaseAddress = sendGrid.BaseAddress;
            options.Egress.AllowLoopback = true;
            options.CaptureAllTo($"smtp://127.0.0.1:{catcher.Port}");
            configure?.Invoke(options);
        }).AddConfiguredProviders(Configured.From($"SMTP_TENANT=globex;SMTP_HOST=localhost;SMTP_PORT={own.Port};SMTP_USER=u;SMTP_PASS=p;SMTP_FROM=hello@globex.example"));
        Services = services.BuildServiceProvider();
    }

    public SmtpCatcher Catcher { get; }

    public LogSink Log { get; } = new();

    /// <summary>The accounts' own server.</summary>
    public ScriptedSmtpServer Own { get; }

    public FakeSendGrid SendGrid { get; }

    public ServiceProvider Services { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<CapturingHost> StartAsync(Action<NotificationsOptions>? configure = null, Action<ScriptedSmtpServerOptions>? catcher = null)
    {
        var own = ScriptedSmtpServer.Start(options =>
        {
            options.AcceptAnyCredentials = true;
            options.Capabilities.Auth.Add("PLAIN");
        });
        var host = new CapturingHost(await SmtpCatcher.StartAsync(catcher, Cancel), own, FakeSendGrid.Start(), configure);
        foreach (var service in host.Services.GetServices<IHostedService>()) await service.StartAsync(Cancel);
        return host;
    }

    public async Task<Guid> AddAcmeAsync(string more = "{}")
    {
        var providers = Services.GetRequiredService<ITenantProviders>();
        var added = await providers.AddAsync(Acme, new ProviderDraft { Provider = ProviderWords.Smtp, Config = Smtp.Accounts.Config(Own.Port, more) }, Cancel);
        var tested = await providers.TestAsync(Acme, added.Id, Cancel);
        Assert.True(tested.Verified, tested.Report.Failure?.Message);
        return added.Id;
    }

    public Task<EmailSendResult> SendAsync(TenantId tenant, EmailMessage? message = null) =>
        Services.GetRequiredService<ITenantMailer>().SendAsync(tenant, message ?? new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello." }, Cancel);

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Catcher.DisposeAsync();
        await Own.DisposeAsync();
        await SendGrid.DisposeAsync();
    }
}
