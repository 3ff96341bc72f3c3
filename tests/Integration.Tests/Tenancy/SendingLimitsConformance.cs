using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Tenancy.Erasing;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>How limits hold mail back, and what erasure takes with it, on either store.</summary>
public abstract class SendingLimitsConformance : TenancyScenario
{
    /// <summary>Lets time pass for the limits: the hosts' clock goes on, or all that is counted gets older.</summary>
    protected abstract Task PassAsync(TimeSpan time);

    [Fact]
    public async Task Three_an_hour_are_sent_the_fourth_is_told_when_and_is_sent_then()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerHour = 3 } });
        for (var i = 0; i < 3; i++) await host.Mailer.SendAsync(Acme, Message($"{i}"));

        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message()));

        Assert.Equal((FailureKind.LimitReached, SendPhase.Resolve, true, "sending-limit-reached"), (refused.Kind, refused.Phase, refused.IsTransient, refused.Remedy!.Code));
        Assert.InRange(refused.RetryAfter!.Value, TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.Equal(3, Catcher.Messages.Count);
        Assert.Empty(host.SendGrid.Requests);

        await PassAsync(TimeSpan.FromMinutes(61));
        await host.Mailer.SendAsync(Acme, Message("then"));
        Assert.Equal("then", (await Catcher.WaitForMessagesAsync(4))[3].Subject);
    }

    [Fact]
    public async Task Two_hosts_share_a_limit_and_a_restart_forgets_nothing()
    {
        var first = await StartAsync();
        await AddVerifiedAsync(first, Acme, Account() with { Limits = new SendingLimits { PerDay = 20 } });
        var second = await StartAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => (i % 2 == 0 ? first : second).Mailer.TrySendAsync(Acme, Message($"{i}"))));

        Assert.Equal(20, results.Count(result => result.Outcome == SendOutcome.Accepted));
        Assert.All(results.Where(result => result.Failure is not null), result => Assert.Equal(FailureKind.LimitReached, result.Failure!.Kind));
        Assert.Equal(20, Catcher.Messages.Count);
        var restarted = await StartAsync();
        Assert.Equal(FailureKind.LimitReached, (await restarted.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);
    }

    [Fact]
    public async Task A_limit_reached_is_not_got_round_by_the_next_row()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerHour = 1 } }, priority: 1);
        await AddVerifiedAsync(host, Acme, priority: 2);
        await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);
    }

    [Fact]
    public async Task Recipients_are_counted_or_messages_where_the_row_says_so()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerHour = 3 } });
        await AddVerifiedAsync(host, Globex, Account() with { Limits = new SendingLimits { PerHour = 2, CountMessages = true } });
        var two = Message() with { Cc = [new EmailAddress("john@customer.test")] };

        await host.Mailer.SendAsync(Acme, two);
        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, two)).Failure!.Kind);
        await host.Mailer.SendAsync(Acme, Message());

        await host.Mailer.SendAsync(Globex, two);
        await host.Mailer.SendAsync(Globex, two);
        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Globex, Message())).Failure!.Kind);
    }

    [Fact]
    public async Task A_message_larger_than_the_limit_is_rejected_for_good()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerDay = 1 } });

        var refused = await host.Mailer.TrySendAsync(Acme, Message() with { Cc = [new EmailAddress("john@customer.test")] });

        Assert.Equal((SendOutcome.Rejected, FailureKind.LimitReached, (TimeSpan?)null), (refused.Outcome, refused.Failure!.Kind, refused.Failure.RetryAfter));
        await host.Mailer.SendAsync(Acme, Message());
    }

    [Fact]
    public async Task The_platforms_account_has_a_quota_for_each_tenant_and_a_total()
    {
        var host = await StartAsync(options =>
        {
            options.Platform.SendGrid!.Limits = new SendingLimitsOptions { PerHour = 3 };
            options.Platform.SendGrid.TenantLimits = new SendingLimitsOptions { PerHour = 2 };
        });
        await host.Mailer.SendAsync(Acme, Message());
        await host.Mailer.SendAsync(Acme, Message());
        var quota = (await host.Mailer.TrySendAsync(Acme, Message())).Failure!;
        await host.Mailer.SendAsync(Globex, Message());
        var total = (await host.Mailer.TrySendAsync(Globex, Message())).Failure!;

        Assert.All([quota, total], refused => Assert.Equal((FailureKind.LimitReached, "platform-limit-reached"), (refused.Kind, refused.Remedy!.Code)));
        Assert.Contains("tenant's limit", quota.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("3", total.Message, StringComparison.Ordinal);
        Assert.Equal(3, host.SendGrid.AcceptedMails.Count);

        await PassAsync(TimeSpan.FromMinutes(61));
        await host.Mailer.SendAsync(Globex, Message());
    }

    [Fact]
    public async Task A_send_that_fails_before_its_DATA_gives_back_what_it_took()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerHour = 1 } });
        var refuse = Catcher.Server.At(SmtpPoint.Mail, SmtpFault.Reply("451 4.3.0 not now"));
        for (var i = 0; i < 3; i++) Assert.NotEqual(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Mailer.SendAsync(Acme, Message(), cancelled.Token));
        await Assert.ThrowsAsync<EmailMessageException>(() => host.Mailer.SendAsync(Acme, Message() with { Attachments = [EmailAttachment.FromFile(Path.Combine(Path.GetTempPath(), "not-there", "x.pdf"))] }));

        refuse.Remove();
        await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);
    }

    [Fact]
    public async Task A_send_that_may_have_arrived_stays_counted()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerHour = 1 } });
        Catcher.Server.At(SmtpPoint.Dot, SmtpFault.Close);

        Assert.Equal(SendOutcome.Uncertain, (await host.Mailer.TrySendAsync(Acme, Message())).Outcome);

        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);
    }

    [Fact]
    public async Task An_edit_of_limits_holds_from_its_test_on_and_counts_what_was_sent_before()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerHour = 2 } });
        await host.Mailer.SendAsync(Acme, Message());
        await host.Mailer.SendAsync(Acme, Message());
        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);

        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Config = (Account() with { Limits = new SendingLimits { PerHour = 3 } }).ToJson() });
        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);
        await host.Providers.TestAsync(Acme, row.Id);

        await host.Mailer.SendAsync(Acme, Message());
        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);
    }

    [Fact]
    public async Task Another_priority_closes_no_connection_and_lifts_no_limit()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerHour = 2 } });
        await host.Mailer.SendAsync(Acme, Message());
        var connections = Catcher.Server.Connections.Count;

        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Priority = 5 });
        await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal(connections, Catcher.Server.Connections.Count);
        Assert.Equal(FailureKind.LimitReached, (await host.Mailer.TrySendAsync(Acme, Message())).Failure!.Kind);
    }

    [Fact]
    public async Task An_erased_tenant_has_no_provider_no_connection_and_no_counts_and_sends_by_the_platform()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Limits = new SendingLimits { PerHour = 2, PerDay = 2 } });
        await AddVerifiedAsync(host, Globex);
        await host.Mailer.SendAsync(Acme, Message());
        var connection = Catcher.Server.Connections[^1];
        await host.Mailer.SendAsync(Globex, Message());
        Assert.False(connection.Ended.IsCompleted);

        var erased = await host.Get<IErasure>().EraseTenantAsync(Acme);

        Assert.Equal(new ErasedTenant(1, 2), erased);
        await connection.Ended.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(await host.Providers.ListAsync(Acme));
        Assert.Equal("sendgrid", (await host.Mailer.SendAsync(Acme, Message())).Provider);
        Assert.Equal("smtp", (await host.Mailer.SendAsync(Globex, Message())).Provider);
    }

    [Fact]
    public async Task A_recipient_is_erased_from_the_last_error_of_a_row()
    {
        var host = await StartAsync();
        Catcher.Server.At(SmtpPoint.Auth, SmtpFault.Reply("535 5.7.8 Jane@xn--mller-kva.test may not"));
        var added = await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));
        Assert.Contains("Jane@", (await host.Providers.TestAsync(Acme, added.Id)).Provider.LastError, StringComparison.Ordinal);

        Assert.Equal(new ErasedRecipient(1), await host.Get<IErasure>().EraseRecipientAsync(Acme, new EmailAddress("jane@müller.test")));

        Assert.Null((await host.Providers.GetAsync(Acme, added.Id)).LastError);
    }
}
