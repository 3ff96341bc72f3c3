using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>What happens when a tenant's provider breaks while it sends, on either store.</summary>
public abstract class FailoverConformance : TenancyScenario
{
    private readonly HeardEvents _events = new();

    internal override void AddServices(IServiceCollection services) => services.AddSingleton<IProviderEventSink>(_events);

    [Fact]
    public async Task A_provider_that_breaks_at_run_time_sets_last_error_and_is_told_once_until_it_works_again()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var broken = Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 no"));

        await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message()));
        await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message()));

        var broke = await _events.NextAsync<ProviderBroke>();
        Assert.Equal((Acme, row.Id, FailureKind.Authentication), (broke.Tenant, broke.RowId!.Value, broke.Failure.Kind));
        var stored = await host.Providers.GetAsync(Acme, row.Id);
        Assert.Contains("535", stored.LastError, StringComparison.Ordinal);
        Assert.Equal(broke.At, stored.LastErrorAt);
        Assert.Equal((row.VerifiedAt, row.Version), (stored.VerifiedAt, stored.Version));

        broken.Remove();
        await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal(row.Id, (await _events.NextAsync<ProviderRecovered>()).RowId);
        stored = await host.Providers.GetAsync(Acme, row.Id);
        Assert.Equal((null, null), (stored.LastError, stored.LastErrorAt));
        Assert.True(_events.IsSilent);
    }

    [Fact]
    public async Task While_it_stays_broken_the_last_error_is_renewed_once_a_minute()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        var broken = Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 no"));
        await host.Mailer.TrySendAsync(Acme, Message());
        var first = (await _events.NextAsync<ProviderBroke>()).At;

        Clock.Advance(TimeSpan.FromSeconds(59));
        await host.Mailer.TrySendAsync(Acme, Message());
        Clock.Advance(TimeSpan.FromSeconds(1));
        await host.Mailer.TrySendAsync(Acme, Message());

        // The notes of one row are written in order: behind the next event stands the one before it.
        broken.Remove();
        await host.Mailer.SendAsync(Acme, Message());
        await _events.NextAsync<ProviderRecovered>();
        Assert.Equal([first, first.AddMinutes(1)], Store.LastErrors);
        Assert.Null((await host.Providers.GetAsync(Acme, row.Id)).LastError);
    }

    [Fact]
    public async Task A_refused_recipient_says_nothing_of_the_provider()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        Catcher.Server.At(SmtpPoint.Rcpt(), SmtpFault.Reply("550 5.1.1 no such user"));

        Assert.Equal(FailureKind.RecipientRejected, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);

        await host.DisposeAsync();
        Assert.True(_events.IsSilent);
        Assert.Empty(Store.LastErrors);
        Assert.NotEqual(Guid.Empty, row.Id);
    }

    [Fact]
    public async Task Each_fallback_is_an_event_that_names_the_failed_row_the_reason_and_what_is_tried_instead()
    {
        var host = await StartAsync();
        await using var first = await SmtpCatcher.StartAsync();
        var broken = await AddVerifiedAsync(host, Acme, Account() with { Port = first.Port, User = null, Pass = null }, priority: 1);
        var second = await AddVerifiedAsync(host, Acme, priority: 2);
        first.Server.At(SmtpPoint.Greeting, SmtpFault.Reply("554 5.3.2 not today"));

        var result = await host.Mailer.SendAsync(Acme, Message());

        Assert.IsType<ProviderBroke>(await _events.NextAsync<ProviderBroke>());
        var fell = await _events.NextAsync<ProviderFellBack>();
        Assert.Equal((Acme, broken.Id, second.Id, RouteReason.TenantRow), (fell.Tenant, fell.RowId!.Value, fell.NextRowId!.Value, fell.Next));
        Assert.Equal((SendPhase.Greeting, result.MessageId), (fell.Failure.Phase, fell.MessageId));
    }

    [Fact]
    public async Task By_the_tenants_choice_the_platform_sends_under_its_own_sender_with_the_tenants_in_ReplyTo()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme, Account() with { Fallback = ProviderFallback.Platform, AllowedFromDomains = ["acme-sales.test"] });
        Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 no"));

        var result = await host.Mailer.SendAsync(Acme, Message("plain"));
        await host.Mailer.SendAsync(Acme, Message("asked") with { From = new EmailAddress("sales@acme-sales.test") });
        await host.Mailer.SendAsync(Acme, Message("answered") with { ReplyTo = [new EmailAddress("desk@acme.test")] });

        Assert.Equal("sendgrid", result.Provider);
        var mails = host.SendGrid.AcceptedMails.Select(mail => mail.Json!.Value).ToArray();
        Assert.All(mails, mail => Assert.Equal(TestHost.PlatformSender, mail.GetProperty("from").GetProperty("email").GetString()));
        Assert.Equal(["hello@acme.test", "sales@acme-sales.test", "desk@acme.test"], mails.Select(mail => mail.GetProperty("reply_to").GetProperty("email").GetString()));
        await _events.NextAsync<ProviderBroke>();
        var fell = await _events.NextAsync<ProviderFellBack>();
        Assert.Equal((row.Id, RouteReason.PlatformAfterFailure, null), (fell.RowId!.Value, fell.Next, fell.NextRowId));
    }

    [Fact]
    public async Task The_row_that_was_tried_last_decides_about_the_platform()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Fallback = ProviderFallback.Platform }, priority: 1);
        await AddVerifiedAsync(host, Acme, Account() with { Name = "second.acme.test" }, priority: 2);
        Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 no"));

        var failed = await host.Mailer.TrySendAsync(Acme, Message());

        Assert.Equal(FailureKind.Authentication, failed.Failure!.Kind);
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task What_may_have_been_delivered_is_not_sent_by_another_provider()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Fallback = ProviderFallback.Platform });
        Catcher.Server.At(SmtpPoint.Dot, SmtpFault.Close);

        Assert.Equal(SendOutcome.Uncertain, (await host.Mailer.TrySendAsync(Acme, Message())).Outcome);

        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task A_failed_test_of_pending_settings_stays_noted_while_the_verified_ones_send()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = (Account() with { Pass = new Secret("wrong") }).ToJson() });
        Assert.False((await host.Providers.TestAsync(Acme, row.Id)).Verified);

        await host.Mailer.SendAsync(Acme, Message());

        // Whatever the send noted is written when its host has ended.
        await host.DisposeAsync();
        Assert.Contains("535", (await (await StartAsync()).Providers.GetAsync(Acme, row.Id)).LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_that_does_not_concern_the_wire_closes_no_connection()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        await host.Mailer.SendAsync(Acme, Message("one"));
        var connections = Catcher.Server.Connections.Count;
        var edited = Account() with { FromName = "Acme Ltd", FromAddress = "desk@acme.test", TagHeaders = true, Fallback = ProviderFallback.Platform };

        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = edited.ToJson() });
        Assert.True((await host.Providers.TestAsync(Acme, row.Id)).Verified);
        await host.Mailer.SendAsync(Acme, Message("two"));

        // One more for the test, none for the mail.
        Assert.Equal(connections + 1, Catcher.Server.Connections.Count);
        Assert.Equal(["hello@acme.test", "desk@acme.test"], (await Catcher.WaitForMessagesAsync(2)).Select(mail => mail.EnvelopeFrom));
    }
}
