using System.Text;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Tests.Hosting;

public sealed class ConfiguredProviderTests
{
    private const string Variables = "SMTP_TENANT=acme;SMTP_HOST=smtp.example.com;SMTP_PORT=465;SMTP_USER=jane;SMTP_PASS=p w;SMTP_SECURE=true;SMTP_FROM=The App <app@example.com>;MAX_EMAILS_PER_HOUR=100";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Refused => new()
    {
        { "SMTP_HOST=h.example;SMTP_FROM=a@example.com", "SMTP_TENANT" },
        { "SMTP_TENANT=acme;SMTP_HOST=h.example", "SMTP_FROM" },
        { "SMTP_TENANT=acme;SMTP_HOST=h.example;SMTP_FROM=<a@example.com", "SMTP_FROM" },
        { "Providers:acme:0:Config:host=h.example", "Providers:acme:0:Provider" },
    };

    /// <summary>Settings that are read, and the property that stops the host.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        { "SMTP_TENANT=acme;SMTP_HOST=h.example;SMTP_FROM=a@example.com;SMTP_PORT=70000", "SMTP_PORT is not a whole number from 1 to 65535" },
        { "SMTP_TENANT=acme;SMTP_HOST=h.example;SMTP_FROM=a@example.com;SMTP_USER=jane", "SMTP_PASS is missing, but there is a user" },
        { "SMTP_TENANT=acme;SMTP_HOST=h.example;SMTP_FROM=jane", "SMTP_FROM has no domain" },
        { "SMTP_TENANT=acme;SMTP_HOST=h.example;SMTP_FROM=a@example.com;MAX_EMAILS_PER_HOUR=many", "MAX_EMAILS_PER_HOUR is not a whole number from 1 to 2147483647" },
        { "SMTP_TENANT=acme;SMTP_HOST=h.example;SMTP_FROM=a@example.com;SMTP_SECURE=maybe", "SMTP_SECURE is not true or false" },
        { "Providers:acme:0:Provider=smpt;Providers:acme:0:Config:host=h.example", "Providers:acme:0: provider is none of smtp, sendgrid, ses" },
        { "Providers:acme:0:Provider=smtp", "Providers:acme:0: fromAddress is missing" },
    };

    [Fact]
    public void The_variables_give_the_tenant_they_name_a_provider()
    {
        var provider = Assert.Single(ConfiguredProviderSource.Read(Configured.From(Variables)));
        var config = SmtpConfig.Parse(provider.Config, out _);

        Assert.Equal((new TenantId("acme"), "smtp"), (provider.Tenant, provider.Provider));
        Assert.Equal(("smtp.example.com", 465, true, "jane", "p w"), (config.Host, config.Port, config.Secure, config.User, config.Pass!.Reveal()));
        Assert.Equal(("app@example.com", "The App", 100), (config.FromAddress, config.FromName, config.Limits!.PerHour));
    }

    [Fact]
    public void Variables_that_are_empty_are_not_there()
    {
        Assert.Empty(ConfiguredProviderSource.Read(Configured.From("SMTP_HOST=;SMTP_TENANT=acme")));
        var config = SmtpConfig.Parse(Assert.Single(ConfiguredProviderSource.Read(Configured.From("SMTP_TENANT=acme;SMTP_HOST=h.example;SMTP_FROM=a@example.com;SMTP_PORT=;SMTP_USER=;SMTP_PASS=;SMTP_SECURE=;MAX_EMAILS_PER_HOUR="))).Config, out _);

        Assert.Equal((587, null, null, null, null), (config.Port, config.Secure, config.User, config.Pass, config.Limits));
    }

    [Fact]
    public void The_section_gives_tenants_their_providers_in_the_order_of_the_keys()
    {
        var all = ConfiguredProviderSource.Read(Configured.From(string.Join('\n', Enumerable.Range(0, 11).Reverse().Select(i => $"Providers:acme:{i}:Provider=smtp;Providers:acme:{i}:Config:host=h{i}.example;Providers:acme:{i}:Config:allowedFromDomains:0=a.example;Providers:acme:{i}:Config:allowedFromDomains:1=b.example")) + "\n" + "Providers:globex:main:Provider=sendgrid;Providers:globex:main:Config:apiKey=SG.x"));

        Assert.Equal(Enumerable.Range(0, 11).Select(i => $"h{i}.example"), all.Where(provider => provider.Tenant.Value == "acme").Select(provider => (string?)Json(provider)["host"]));
        Assert.Equal("""["a.example","b.example"]""", Json(all[0])["allowedFromDomains"]!.ToJsonString());
        Assert.Equal(("sendgrid", "SG.x"), (all[^1].Provider, (string?)Json(all[^1])["apiKey"]));
    }

    [Fact]
    public void A_null_or_an_empty_list_in_the_configuration_is_a_property_left_out()
    {
        var provider = Assert.Single(ConfiguredProviderSource.Read(Configured.From("Providers:acme:0:Provider=smtp;Providers:acme:0:Config:host=h.example;Providers:acme:0:Config:fromAddress=a@example.com;Providers:acme:0:Config:fromName;Providers:acme:0:Config:user;Providers:acme:0:Config:tls;Providers:acme:0:Config:allowedFromDomains=")));

        Assert.Null(SmtpConfig.Parse(provider.Config, out _).User);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_cannot_be_read_is_named_when_it_is_registered(string settings, string field) =>
        Assert.Equal(field, Assert.Throws<ProviderConfigException>(() => new ServiceCollection().AddLeadmetricsNotifications(_ => { }).AddConfiguredProviders(Configured.From(settings))).Field);

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_stops_the_host_and_is_named(string settings, string message)
    {
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(_ => { }).AddConfiguredProviders(Configured.From(settings));
        using var provider = services.BuildServiceProvider();

        var failure = Assert.Throws<OptionsValidationException>(() => provider.GetServices<IHostedService>().ToArray());
        Assert.Equal($"Leadmetrics.Notifications: {message}.", Assert.Single(failure.Failures));
    }

    [Fact]
    public async Task What_looks_wrong_is_logged_when_the_host_starts_by_the_name_that_the_operator_gave_it()
    {
        var log = new LogSink();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(log));
        services.AddLeadmetricsNotifications(_ => { }).AddConfiguredProviders(Configured.From(
            "SMTP_TENANT=globex;SMTP_HOST=smtp.example.com;SMTP_PORT=587;SMTP_USER=jane;SMTP_PASS=hunter2;SMTP_SECURE=true;SMTP_FROM=app@example.com;MAX_EMAILS_PER_HOUR=100\n" +
            "Providers:acme:0:Provider=sendgrid;Providers:acme:0:Config:apiKey=SG.hunter2;Providers:acme:0:Config:fromAddress=app@example.com;Providers:acme:0:Config:apikey2=hunter2"));
        await using var provider = services.BuildServiceProvider();
        foreach (var service in provider.GetServices<IHostedService>()) await service.StartAsync(Cancel);

        Assert.Equal(
            [
                "A provider (sendgrid) of the host's configuration has a warning on apiKey: sendgrid-key-form.",
                "A provider (sendgrid) of the host's configuration has a warning on apikey2: unknown-property.",
                "A provider (smtp) of the host's configuration has a warning on SMTP_SECURE: port-speaks-starttls.",
            ],
            log.Of(1007));
    }

    [Fact]
    public async Task A_mail_goes_through_the_configured_provider_outside_the_egress_policy()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(_ => { }).AddConfiguredProviders(Configured.From($"SMTP_TENANT=acme;SMTP_HOST=127.0.0.1;SMTP_PORT={catcher.Port};SMTP_FROM=app@example.com"));
        await using var provider = services.BuildServiceProvider();
        var mailer = provider.GetRequiredService<ITenantMailer>();
        var message = new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello." };
        await mailer.SendAsync(new TenantId("acme"), message, Cancel);

        Assert.Equal("Hello", Assert.Single(catcher.Messages).Subject);
        var route = await provider.GetRequiredService<IEmailProviderResolver>().ResolveAsync(new TenantId("acme"), Cancel);
        Assert.Equal((RouteReason.Configured, "smtp"), (route.Primary.Reason, route.Primary.Provider.Name));
        var other = await Assert.ThrowsAsync<EmailDeliveryException>(() => mailer.SendAsync(new TenantId("globex"), message, Cancel));
        Assert.Equal(FailureKind.Configuration, other.Kind);
    }

    [Fact]
    public async Task MAX_EMAILS_PER_HOUR_holds_its_tenant_within_this_process_without_a_store()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(_ => { }).AddConfiguredProviders(Configured.From(
            $"SMTP_TENANT=acme;SMTP_HOST=127.0.0.1;SMTP_PORT={catcher.Port};SMTP_FROM=app@example.com;MAX_EMAILS_PER_HOUR=2\n" +
            $"Providers:globex:0:Provider=smtp;Providers:globex:0:Config:host=127.0.0.1;Providers:globex:0:Config:port={catcher.Port};Providers:globex:0:Config:fromAddress=app@example.com"));
        await using var provider = services.BuildServiceProvider();
        var mailer = provider.GetRequiredService<ITenantMailer>();
        var message = new EmailMessage { To = [new("jane@example.net")], Subject = "Hello", Text = "Hello." };
        for (var i = 0; i < 2; i++) await mailer.SendAsync(new TenantId("acme"), message, Cancel);

        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => mailer.SendAsync(new TenantId("acme"), message, Cancel));

        Assert.Equal((FailureKind.LimitReached, true), (refused.Kind, refused.RetryAfter > TimeSpan.Zero));
        for (var i = 0; i < 3; i++) await mailer.SendAsync(new TenantId("globex"), message, Cancel);
        Assert.Equal(5, catcher.Messages.Count);
    }

    private static JsonObject Json(ConfiguredProvider provider) => JsonNode.Parse(Encoding.UTF8.GetString(provider.Config.Span))!.AsObject();
}
