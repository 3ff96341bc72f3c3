using System.Text;
using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Tenancy;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Integration.Tenancy;

/// <summary>Which provider sends for which tenant, on either store.</summary>
public abstract class RoutingConformance : TenancyScenario
{
    [Fact]
    public async Task A_verified_row_sends_its_tenants_mail()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);

        var result = await host.Mailer.SendAsync(Acme, Message("To the tenant's server"));

        var caught = Assert.Single(await Catcher.WaitForMessagesAsync(1));
        Assert.Equal("To the tenant's server", caught.Subject);
        Assert.Equal("hello@acme.test", caught.EnvelopeFrom);
        Assert.Equal(["jane@customer.test"], caught.EnvelopeTo);
        Assert.Equal("\0\u0001 attached \r\n", Encoding.UTF8.GetString(Assert.Single(caught.Attachments).Bytes.Span));
        Assert.Equal($"<{result.MessageId}>", caught.MessageId);
        Assert.Equal("smtp", result.Provider);
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task No_row_sends_through_the_platforms_SendGrid()
    {
        var host = await StartAsync();

        var result = await host.Mailer.SendAsync(Globex, Message());

        var mail = Assert.Single(host.SendGrid.AcceptedMails).Json!.Value;
        Assert.Equal(TestHost.PlatformSender, mail.GetProperty("from").GetProperty("email").GetString());
        Assert.Equal("sendgrid", result.Provider);
        Assert.Equal(RouteReason.PlatformBecauseNoRow, (await host.Resolver.ResolveAsync(Globex)).Primary.Reason);
        Assert.Empty(Catcher.Messages);
    }

    [Fact]
    public async Task An_unverified_row_sends_through_the_platforms_SendGrid()
    {
        var host = await StartAsync();
        await host.Providers.AddAsync(Acme, ProviderDraft.From(Account()));

        var result = await host.Mailer.SendAsync(Acme, Message());

        Assert.Equal("sendgrid", result.Provider);
        Assert.Single(host.SendGrid.AcceptedMails);
        Assert.Equal(RouteReason.PlatformBecauseUnverified, (await host.Resolver.ResolveAsync(Acme)).Primary.Reason);
        Assert.Empty(Catcher.Server.Connections);
    }

    [Fact]
    public async Task A_disabled_row_takes_no_part()
    {
        var host = await StartAsync();
        var row = await AddVerifiedAsync(host, Acme);
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Enabled = false });

        Assert.Equal(RouteReason.PlatformBecauseDisabled, (await host.Resolver.ResolveAsync(Acme)).Primary.Reason);
        await host.Providers.ChangeAsync(Acme, row.Id, new ProviderChange { Enabled = true });
        Assert.Equal(row.Id, (await host.Resolver.ResolveAsync(Acme)).Primary.RowId);
    }

    [Fact]
    public async Task SMTP_is_never_the_platforms_default()
    {
        var host = await StartAsync(options => options.Platform.SendGrid = null);
        await AddVerifiedAsync(host, Acme);

        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Globex, Message()));

        Assert.Equal(FailureKind.Configuration, refused.Kind);
        Assert.Contains("no platform default", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Catcher.Messages);
    }

    [Fact]
    public async Task Rows_are_tried_by_priority_and_the_next_one_on_the_providers_fault()
    {
        var host = await StartAsync();
        await using var first = await SmtpCatcher.StartAsync();
        await AddVerifiedAsync(host, Acme, Account() with { Port = first.Port, User = null, Pass = null }, priority: 1);
        await AddVerifiedAsync(host, Acme, priority: 2);
        await host.Mailer.SendAsync(Acme, Message("one"));
        Assert.Equal("one", Assert.Single(await first.WaitForMessagesAsync(1)).Subject);

        first.Server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 closing"));
        first.Server.At(SmtpPoint.Greeting, SmtpFault.Reply("554 5.3.2 not today"));
        var result = await host.Mailer.SendAsync(Acme, Message("two"));

        Assert.Equal("two", Assert.Single(await Catcher.WaitForMessagesAsync(1)).Subject);
        Assert.Equal(SendOutcome.Accepted, result.Outcome);
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task A_refused_recipient_is_not_tried_through_another_provider()
    {
        var host = await StartAsync();
        await using var first = await SmtpCatcher.StartAsync(options => options.RecipientReplies.Add("jane@customer.test", "550 5.1.1 no such user"));
        await AddVerifiedAsync(host, Acme, Account() with { Port = first.Port, User = null, Pass = null }, priority: 1);
        await AddVerifiedAsync(host, Acme, priority: 2);

        var refused = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message()));

        Assert.Equal(FailureKind.RecipientRejected, refused.Kind);
        Assert.Empty(Catcher.Messages);
    }

    [Fact]
    public async Task A_failing_row_does_not_fall_to_the_platform()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        Catcher.Server.StopListening();
        Catcher.Server.At(SmtpPoint.Mail, SmtpFault.Close);

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => host.Mailer.SendAsync(Acme, Message()));

        Assert.True(failed.IsTransient);
        Assert.Empty(host.SendGrid.Requests);
    }

    [Fact]
    public async Task Another_From_is_kept_in_ReplyTo_where_the_platform_sends()
    {
        var host = await StartAsync();

        await host.Mailer.SendAsync(Globex, Message() with { From = new EmailAddress("sales@globex.test", "Globex") });

        var mail = Assert.Single(host.SendGrid.AcceptedMails).Json!.Value;
        Assert.Equal(TestHost.PlatformSender, mail.GetProperty("from").GetProperty("email").GetString());
        Assert.Equal("sales@globex.test", mail.GetProperty("reply_to").GetProperty("email").GetString());
    }

    [Fact]
    public async Task A_message_that_is_wrong_is_refused_with_its_field_and_nothing_is_sent()
    {
        var host = await StartAsync();
        await AddVerifiedAsync(host, Acme);
        var connections = Catcher.Server.Connections.Count;

        Assert.Equal("to[0].address", (await Refused(Message() with { To = [new EmailAddress("jane")] })).Field);
        Assert.Equal("subject", (await Refused(Message("one\r\nBcc: all@customer.test"))).Field);
        Assert.Equal("to[0].name", (await Refused(Message() with { To = [new EmailAddress("jane@customer.test", "Jane\nDoe")] })).Field);
        Assert.Equal("attachments[0]", (await Refused(Message() with { Attachments = [EmailAttachment.FromFile(Path.Combine(Path.GetTempPath(), "not-there", "x.pdf"))] })).Field);
        Assert.Equal("to", (await Refused(Message() with { To = [] })).Field);
        Assert.Equal(connections, Catcher.Server.Connections.Count);

        var value = await host.Mailer.TrySendAsync(Acme, Message("one\r\ntwo"));
        Assert.Equal((SendOutcome.Rejected, FailureKind.MessageRejected), (value.Outcome, value.Failure!.Kind));

        Task<EmailMessageException> Refused(EmailMessage message) => Assert.ThrowsAsync<EmailMessageException>(() => host.Mailer.SendAsync(Acme, message));
    }
}
