using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Leadmetrics.Notifications.Tests.Hosting;

public sealed class WebhookOptionsTests
{
    private const string Platform = "Platform:SendGrid:ApiKey=SG.x;Platform:SendGrid:FromAddress=a@example.com;";
    private const string Token = "0123456789-abcdefghijklmnopqrstuvwxyz_ABC";

    /// <summary>A section, and what the host says in place of starting; <c>@</c> is a good key.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "Webhooks:MaxBody=65535", "Webhooks:MaxBody is not from 65,536 (64 KiB) to 268,435,456 (256 MiB)." },
        { "Webhooks:MaxBody=268435457", "Webhooks:MaxBody is not from 65,536 (64 KiB) to 268,435,456 (256 MiB)." },
        { "Webhooks:MaxAge=00:04:59", "Webhooks:MaxAge is not from 5 minutes to 30 days." },
        { "Webhooks:MaxAge=30.00:00:01", "Webhooks:MaxAge is not from 5 minutes to 30 days." },
        { "Events:Retention=2.00:04:59", "Events:Retention is not from Webhooks:MaxAge and 5 minutes to 3,660 days." },
        { "Events:Retention=3660.00:00:01", "Events:Retention is not from Webhooks:MaxAge and 5 minutes to 3,660 days." },
        { "Webhooks:MaxAge=30.00:00:00;Events:Retention=30.00:00:00", "Events:Retention is not from Webhooks:MaxAge and 5 minutes to 3,660 days." },
        { Platform + "Platform:SendGrid:WebhookToken=" + Token, "Platform:SendGrid:WebhookToken and WebhookPublicKey are not given together." },
        { Platform + "Platform:SendGrid:WebhookPublicKey=@", "Platform:SendGrid:WebhookToken and WebhookPublicKey are not given together." },
        { Platform + "Platform:SendGrid:WebhookPublicKey=@;Platform:SendGrid:WebhookToken=short", "Platform:SendGrid:WebhookToken is not of 32 to 128 letters, digits, hyphens and underscores." },
        { Platform + "Platform:SendGrid:WebhookPublicKey=@;Platform:SendGrid:WebhookToken=" + Token + "/", "Platform:SendGrid:WebhookToken is not of 32 to 128 letters, digits, hyphens and underscores." },
        { Platform + "Platform:SendGrid:WebhookPublicKey=MF;Platform:SendGrid:WebhookToken=" + Token, "Platform:SendGrid:WebhookPublicKey is no public key over P-256 in base64, as SendGrid shows it under Signed Event Webhook." },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_wrong_option_stops_the_host_is_named_and_no_token_is_quoted(string section, string message)
    {
        using var services = Build(section);

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Equal("Leadmetrics.Notifications: " + message, Assert.Single(failure.Failures));
        Assert.DoesNotContain(Token, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_binds_under_its_name_and_has_its_default()
    {
        using var bound = Build(Platform + $"Webhooks:MaxBody=70000;Webhooks:MaxAge=1.00:00:00;Events:Retention=1.00:05:00;Platform:SendGrid:WebhookPublicKey=@;Platform:SendGrid:WebhookToken={Token}");
        using var plain = Build("");
        bound.GetRequiredService<IStartupValidator>().Validate();
        var (options, defaults) = (bound.GetRequiredService<IOptions<NotificationsOptions>>().Value, plain.GetRequiredService<IOptions<NotificationsOptions>>().Value);

        Assert.Equal((70_000, TimeSpan.FromDays(1), new TimeSpan(1, 0, 5, 0)), (options.Webhooks.MaxBody, options.Webhooks.MaxAge, options.Events.Retention));
        Assert.Equal(Token, options.Platform.SendGrid!.WebhookToken);
        Assert.Equal((16 * 1024 * 1024, TimeSpan.FromHours(48), TimeSpan.FromDays(90)), (defaults.Webhooks.MaxBody, defaults.Webhooks.MaxAge, defaults.Events.Retention));
    }

    [Fact]
    public async Task A_host_without_a_store_starts_and_says_what_is_missing_where_events_are_asked_for()
    {
        using var services = Build("");
        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(TestContext.Current.CancellationToken);

        Assert.Contains("UsePostgres or UseSqlite", Assert.Throws<InvalidOperationException>(services.GetRequiredService<IDeliveryWebhooks>).Message, StringComparison.Ordinal);
        Assert.Contains("UsePostgres or UseSqlite", Assert.Throws<InvalidOperationException>(services.GetRequiredService<IDeliveryHistory>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configured_accounts_key_is_told_to_do_nothing()
    {
        using var log = new LogSink();
        using var signer = new EventSigner();
        var registered = new ServiceCollection();
        registered.AddLogging(logging => logging.AddProvider(log));
        registered.AddLeadmetricsNotifications(_ => { }).AddConfiguredProviders(Configured.From(
            $"Providers:acme:0:Provider=sendgrid;Providers:acme:0:Config:apiKey=SG.x;Providers:acme:0:Config:fromAddress=a@example.com;Providers:acme:0:Config:webhookPublicKey={signer.PublicKey}"));
        await using var services = registered.BuildServiceProvider();

        foreach (var hosted in services.GetServices<IHostedService>()) await hosted.StartAsync(TestContext.Current.CancellationToken);

        Assert.Single(log.Of(1007), line => line.Contains("webhookPublicKey: webhook-not-applied", StringComparison.Ordinal));
    }

    private static ServiceProvider Build(string section)
    {
        using var signer = new EventSigner();
        var services = new ServiceCollection();
        services.AddLeadmetricsNotifications(Configured.From(section.Replace("@;", signer.PublicKey + ";", StringComparison.Ordinal).Replace("=@", "=" + signer.PublicKey, StringComparison.Ordinal)));
        return services.BuildServiceProvider();
    }
}
