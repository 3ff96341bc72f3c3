using Leadmetrics.Notifications.Hosting;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Redirecting;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Notifications.Tests.Providers.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Redirecting;

/// <summary>Mail of an environment that must reach nobody else, over the wire.</summary>
public sealed class RedirectionTests
{
    private static readonly EmailMessage Message = Accounts.Message with
    {
        To = [new("jane@customer.example", "Jane"), new("tester@team.example", "Tester")],
        Cc = [new("boss@customer.example")],
        Bcc = [new("hidden@customer.example"), new("archive@team.example")],
        Headers = new Dictionary<string, string> { ["x-original-to"] = "forged@example.com", ["X-Own"] = "kept" },
    };

    private static CancellationToken Cancel => Accounts.Cancel;

    [Fact]
    public async Task All_mail_goes_to_the_one_address_and_the_header_keeps_who_it_was_for()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);

        var result = await Build(catcher.Port, options => options.RedirectTo("Dev <dev@team.example>")).SendAsync(Accounts.Submit(Message), Cancel);

        var caught = Assert.Single(catcher.Messages);
        Assert.Equal(["dev@team.example"], caught.EnvelopeTo);
        Assert.Contains("\r\nTo: Dev <dev@team.example>\r\n", caught.RawText, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nCc:", caught.RawText, StringComparison.Ordinal);
        Assert.DoesNotContain("forged", caught.RawText, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Original-Bcc: hidden@customer.example, archive@team.example\r\nX-Original-Cc: boss@customer.example\r\nX-Original-To: jane@customer.example, tester@team.example\r\nX-Own: kept\r\n", caught.RawText, StringComparison.Ordinal);
        Assert.Equal(
            [("jane@customer.example", RecipientOutcome.Accepted), ("tester@team.example", RecipientOutcome.Accepted), ("boss@customer.example", RecipientOutcome.Accepted), ("hidden@customer.example", RecipientOutcome.Accepted), ("archive@team.example", RecipientOutcome.Accepted)],
            result.Recipients.Select(recipient => (recipient.Address, recipient.Outcome)));
    }

    [Fact]
    public async Task Recipients_of_allowed_domains_get_it_themselves_and_the_address_gets_it_for_all_others()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);

        await Build(catcher.Port, options => options.RedirectTo("dev@example.org", "TEAM.example")).SendAsync(Accounts.Submit(Message), Cancel);

        var caught = Assert.Single(catcher.Messages);
        Assert.Equal(["dev@example.org", "tester@team.example", "archive@team.example"], caught.EnvelopeTo);
        Assert.Contains("\r\nTo: Tester <tester@team.example>, dev@example.org\r\n", caught.RawText, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Original-To: ", caught.RawText, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden@", caught.RawText, StringComparison.Ordinal);
        Assert.DoesNotContain("archive@", caught.RawText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-SMTPAPI", "jane@team.example")]
    [InlineData("x-msys-api", "jane@customer.example")]
    [InlineData("X-MC-BccAddress", "jane@customer.example")]
    [InlineData("Resent-Bcc", "jane@team.example")]
    public async Task A_field_that_tells_a_provider_of_recipients_does_not_leave(string name, string to)
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var message = Accounts.Message with { To = [new(to)], Headers = new Dictionary<string, string> { [name] = "{\"to\":[\"boss@customer.example\"]}", ["X-Own"] = "kept" } };

        await Build(catcher.Port, options => options.RedirectTo("dev@example.org", "team.example")).SendAsync(Accounts.Submit(message), Cancel);

        var caught = Assert.Single(catcher.Messages);
        Assert.DoesNotContain("boss@", caught.RawText, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Own: kept\r\n", caught.RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_only_a_copy_may_be_delivered_it_is_the_mail()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var message = Accounts.Message with { To = [new("jane@customer.example")], Cc = [new("tester@team.example")] };

        await Build(catcher.Port, options => options.Redirect.AllowedDomains.Add("team.example")).SendAsync(Accounts.Submit(message), Cancel);

        Assert.Contains("\r\nTo: tester@team.example\r\n", Assert.Single(catcher.Messages).RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_that_changes_after_the_message_was_made_changes_nothing()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var to = new List<EmailAddress> { new("jane@customer.example") };
        var headers = new Dictionary<string, string> { ["X-Own"] = "kept" };
        var submission = Accounts.Submit(Accounts.Message with { To = to, Headers = headers });
        to[0] = new("tester@team.example");
        headers["X\r\nBcc: boss@customer.example"] = "x";

        await Build(catcher.Port, options => options.RedirectTo("dev@example.org", "team.example")).SendAsync(submission, Cancel);

        var caught = Assert.Single(catcher.Messages);
        Assert.Equal(["dev@example.org"], caught.EnvelopeTo);
        Assert.DoesNotContain("boss@", caught.RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_address_recipients_outside_the_domains_are_told_as_suppressed()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);

        var result = await Build(catcher.Port, options => options.Redirect.AllowedDomains.Add("team.example")).SendAsync(Accounts.Submit(Message), Cancel);

        Assert.Equal(["tester@team.example", "archive@team.example"], Assert.Single(catcher.Messages).EnvelopeTo);
        Assert.Equal(
            [RecipientOutcome.Suppressed, RecipientOutcome.Accepted, RecipientOutcome.Suppressed, RecipientOutcome.Suppressed, RecipientOutcome.Accepted],
            result.Recipients.Select(recipient => recipient.Outcome));
    }

    [Fact]
    public async Task A_message_for_nobody_who_may_get_it_is_not_sent()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var provider = Build(catcher.Port, options => options.Redirect.AllowedDomains.Add("elsewhere.example"));

        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => provider.SendAsync(Accounts.Submit(Message), Cancel));

        Assert.Equal((FailureKind.RecipientRejected, SendPhase.Resolve, SendOutcome.Rejected), (failed.Kind, failed.Phase, failed.Outcome));
        Assert.Equal(5, failed.Failure.Recipients.Count(recipient => recipient.Outcome == RecipientOutcome.Suppressed));
        Assert.Empty(catcher.Messages);
    }

    [Fact]
    public async Task A_domain_is_allowed_by_its_whole_name_alone()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var provider = Build(catcher.Port, options => options.RedirectTo("dev@example.org", "team.example", "bücher.example"));

        await provider.SendAsync(Accounts.Submit(Accounts.Message with { To = [new("a@sub.team.example"), new("a@evilteam.example"), new("a@xn--bcher-kva.example")] }), Cancel);

        Assert.Equal(["dev@example.org", "a@xn--bcher-kva.example"], Assert.Single(catcher.Messages).EnvelopeTo);
    }

    [Fact]
    public async Task A_failure_is_told_of_those_that_were_named()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReply = _ => "550 5.1.1 No such user");
        var failed = await Assert.ThrowsAsync<EmailDeliveryException>(() => Build(server.Port, options => options.RedirectTo("dev@example.org")).SendAsync(Accounts.Submit(Message), Cancel));

        Assert.Equal(5, failed.Failure.Recipients.Count);
        Assert.All(failed.Failure.Recipients, recipient => Assert.Equal((RecipientOutcome.Rejected, 550), (recipient.Outcome, recipient.Response!.Code)));
        Assert.Equal("jane@customer.example", failed.Failure.Recipients[0].Address);
    }

    [Fact]
    public async Task Recipients_that_are_no_longer_open_are_not_reached_by_another_way()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var submission = Accounts.Submit(Message);

        await Build(catcher.Port, options => options.RedirectTo("dev@example.org", "team.example")).SendAsync(submission.For([submission.Recipients[1]]), Cancel);

        Assert.Equal(["tester@team.example"], Assert.Single(catcher.Messages).EnvelopeTo);
    }

    private static IEmailProvider Build(int port, Action<NotificationsOptions> configure)
    {
        var options = new NotificationsOptions();
        configure(options);
        var factory = new ProviderFactory(new SocketSmtpTransport.Factory(), null!, null, TimeProvider.System) { Redirection = Redirection.Read(options.Redirect) };
        return factory.Create(ProviderWords.Smtp, Accounts.Config(port), Accounts.Environment()).Provider;
    }
}
