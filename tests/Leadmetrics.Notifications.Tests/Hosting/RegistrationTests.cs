using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Notifications.Tests.Hosting;

public sealed class RegistrationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Type> Public => [typeof(ITenantMailer), typeof(IEmailProviderResolver), typeof(IConfigProtector), typeof(IKeyProvider), typeof(ISmtpTransportFactory)];

    [Theory]
    [MemberData(nameof(Public))]
    public void Everything_public_resolves_as_a_singleton_also_out_of_a_scope(Type type)
    {
        using var services = Build();
        using var scope = services.CreateScope();

        Assert.Same(services.GetRequiredService(type), scope.ServiceProvider.GetRequiredService(type));
    }

    [Fact]
    public void Everything_registered_is_a_singleton()
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(_ => { });
        var own = services.Where(service => service.ServiceType.Namespace!.StartsWith("Leadmetrics", StringComparison.Ordinal)).ToArray();

        Assert.NotEmpty(own);
        Assert.All(own, service => Assert.Equal(ServiceLifetime.Singleton, service.Lifetime));
    }

    [Fact]
    public void What_a_host_registered_before_is_kept()
    {
        var services = new ServiceCollection();
        var keys = Secrets.Given.Ring(Secrets.Given.Key(1));
        services.AddSingleton<IKeyProvider>(keys);
        services.AddLeadmetricsNotifications(_ => { });
        using var provider = services.BuildServiceProvider();

        Assert.Same(keys, provider.GetRequiredService<IKeyProvider>());
    }

    [Fact]
    public void Registered_twice_it_works_once()
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(Configure);
        services.AddLeadmetricsNotifications(options => options.EhloName = "app.example.com");
        using var provider = services.BuildServiceProvider();

        Assert.Single(provider.GetServices<ITenantMailer>());
        Assert.NotNull(provider.GetRequiredService<IConfigProtector>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_container_that_was_used_can_be_disposed_synchronously_and_asynchronously(bool asynchronously)
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var services = Build(builder => builder.AddConfiguredProviders(Configured.From($"SMTP_TENANT=acme;SMTP_HOST=127.0.0.1;SMTP_PORT={catcher.Port};SMTP_FROM=app@example.com")));
        foreach (var type in Public) services.GetRequiredService(type.Data);
        await services.GetRequiredService<ITenantMailer>().SendAsync(new TenantId("acme"), new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello." }, Cancel);

        if (asynchronously) await services.DisposeAsync();
        else services.Dispose();

        await catcher.Server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Equal("QUIT", catcher.Server.Commands[^1].Verb);
    }

    [Fact]
    public async Task Without_a_row_the_platforms_sendgrid_sends_and_without_one_the_tenant_is_told()
    {
        await using var fake = FakeSendGrid.Start();
        await using var services = Build(configure: options =>
        {
            options.Platform.SendGrid = new PlatformSendGridOptions { ApiKey = fake.ApiKey, FromAddress = "platform@example.com" };
            options.SendGridBaseAddress = fake.BaseAddress;
        });
        var message = new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello." };
        var result = await services.GetRequiredService<ITenantMailer>().SendAsync(new TenantId("globex"), message, Cancel);

        Assert.Equal(("sendgrid", fake.AcceptedMails.Single().MessageId), (result.Provider, result.ProviderMessageId));
        await using var without = Build();
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => without.GetRequiredService<ITenantMailer>().SendAsync(new TenantId("globex"), message, Cancel));
        Assert.Contains("Platform:SendGrid", failure.Message, StringComparison.Ordinal);
    }

    private static void Configure(NotificationsOptions options) => options.Keys.Add(new KeyOptions { Key = KeyGenerator.NewKey() });

    private static ServiceProvider Build(Action<NotificationsBuilder>? build = null, Action<NotificationsOptions>? configure = null)
    {
        var services = new ServiceCollection();
        var builder = services.AddLeadmetricsNotifications(options =>
        {
            Configure(options);
            configure?.Invoke(options);
        });
        build?.Invoke(builder);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }
}
