using Leadmetrics.Integration.Secrecy;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Ses;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>A tenant's Amazon SES account on its whole road: added, tested, sent through, edited, over a real store and the host's own HTTP chain.</summary>
public abstract class SesConformance : TenancyScenario
{
    private const string AccessKey = "planted-secret-access-key";
    private const string Token = "planted-session-token";

    private readonly KeptLog _log = new();

    internal override void AddServices(IServiceCollection services) => services.AddLogging(logging => logging.AddProvider(_log).SetMinimumLevel(LogLevel.Trace));

    [Fact]
    public async Task A_row_is_tested_and_sends_signed_and_no_secret_comes_to_light()
    {
        await using var fake = StartSes();
        var host = await StartAsync(options => options.SesBaseAddress = fake.BaseAddress);
        var row = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        var before = await host.Mailer.SendAsync(Acme, Message("before"));
        var test = await host.Providers.TestAsync(Acme, row.Id);
        var result = await host.Mailer.SendAsync(Acme, Message("after"));

        // Unverified it takes no part; then the tenant's mail is its own.
        Assert.Equal(("sendgrid", true, "ses"), (before.Provider, test.Report.Passed, result.Provider));
        var mail = Assert.Single(fake.AcceptedMails);
        Assert.Equal((true, "after", "hello@acme.test", mail.Id), (mail.Request.IsSigned, mail.Message.Subject, mail.From, result.ProviderMessageId));
        Assert.All(fake.Requests, request => Assert.True(request.IsSigned));

        fake.SecretAccessKey = "another";
        await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message("refused")));
        var view = Assert.Single(await host.Providers.ListAsync(Acme));
        Assert.Equal((true, null, "ASIAPLANTEDPLANTED00"), (view.HasSecret, view.Config!["secretAccessKey"], (string?)view.Config["accessKeyId"]));
        PlantedSecret[] secrets = [new(AccessKey), new(Token)];
        Assert.NotEmpty(_log.Lines);
        Assert.Empty(DumpScan.Texts(_log.Lines, secrets));
        Assert.Empty(DumpScan.Texts([view.ToString(), view.Config.ToJsonString(), test.ToString()!, result.ToString()], secrets));
    }

    [Fact]
    public async Task An_edit_keeps_the_secrets_unless_key_or_region_change()
    {
        await using var fake = StartSes();
        var host = await StartAsync(options => options.SesBaseAddress = fake.BaseAddress);
        var row = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = Edited(row, "fromName", "Acme") });
        Assert.True((await host.Providers.TestAsync(Acme, row.Id)).Report.Passed);

        var region = await Assert.ThrowsAsync<ProviderConfigException>(() => host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = Edited(row, "region", "us-east-1") }));
        var key = await Assert.ThrowsAsync<ProviderConfigException>(() => host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = Edited(row, "accessKeyId", "AKIAPLANTEDPLANTED00") }));

        Assert.Equal(("secretAccessKey", "secretAccessKey"), (region.Field, key.Field));
    }

    [Fact]
    public async Task A_sender_that_is_not_verified_keeps_the_row_out_and_is_explained()
    {
        await using var fake = StartSes();
        fake.Identities["other.test"] = true;
        var host = await StartAsync(options => options.SesBaseAddress = fake.BaseAddress);
        var row = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        var test = await host.Providers.TestAsync(Acme, row.Id);
        var result = await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal((false, "sender-not-verified", "sendgrid"), (test.Report.Passed, test.Report.Failure!.Remedy!.Code, result.Provider));
        Assert.Contains("verif", (await host.Providers.GetAsync(Acme, row.Id))!.LastError, StringComparison.Ordinal);
        Assert.Empty(fake.AcceptedMails);
    }

    [Fact]
    public async Task Redirected_and_captured_mail_reaches_no_recipient_and_no_SES()
    {
        await using var fake = StartSes();
        var redirected = await StartAsync(options =>
        {
            options.SesBaseAddress = fake.BaseAddress;
            options.RedirectTo("dev@platform.test");
        });
        var row = await redirected.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        await redirected.Providers.TestAsync(Acme, row.Id);
        await redirected.Mailer.SendAsync(Acme, Message("redirected"));
        var captured = await StartAsync(options =>
        {
            options.SesBaseAddress = fake.BaseAddress;
            options.CaptureAllTo($"smtp://127.0.0.1:{Catcher.Port}");
        });
        Catcher.Server.Options.AcceptAnyCredentials = true;
        var result = await captured.Mailer.SendAsync(Acme, Message("captured"));

        Assert.Equal(["dev@platform.test"], Assert.Single(fake.AcceptedMails).To);
        Assert.Equal("ses", result.Provider);
        Assert.Equal("captured", Assert.Single(await Catcher.WaitForMessagesAsync(1)).Subject);
    }

    private static byte[] Edited(ProviderView row, string property, string value)
    {
        var config = row.Config!.DeepClone().AsObject();
        config[property] = value;
        return System.Text.Encoding.UTF8.GetBytes(config.ToJsonString());
    }

    private static new SesConfig Account() => new()
    {
        AccessKeyId = "ASIAPLANTEDPLANTED00",
        SecretAccessKey = new Secret(AccessKey),
        SessionToken = new Secret(Token),
        Region = "eu-west-1",
        FromAddress = "hello@acme.test",
    };

    private FakeSes StartSes()
    {
        var fake = FakeSes.Start();
        (fake.AccessKeyId, fake.SecretAccessKey, fake.SessionToken, fake.Clock) = ("ASIAPLANTEDPLANTED00", AccessKey, Token, Clock);
        return fake;
    }
}
