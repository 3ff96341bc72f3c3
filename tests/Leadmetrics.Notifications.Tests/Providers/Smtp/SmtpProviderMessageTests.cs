using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>What an account makes of what a message asks for: other senders, tags, one-click unsubscribing, a header in UTF-8.</summary>
public sealed class SmtpProviderMessageTests
{
    private static CancellationToken Cancel => Accounts.Cancel;

    [Fact]
    public async Task Another_sender_is_taken_only_from_the_allowed_domains()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var provider = Accounts.Build(catcher.Port, """{"allowedFromDomains":["example.org"]}""").Provider;
        await provider.SendAsync(Accounts.Submit(Accounts.Message with { From = new("news@example.org", "News") }), Cancel);
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => provider.SendAsync(Accounts.Submit(Accounts.Message with { From = new("boss@evil.example") }), Cancel));

        Assert.Equal("from.address", refused.Field);
        var caught = Assert.Single(catcher.Messages);
        Assert.Equal(("news@example.org", "News <news@example.org>"), (caught.EnvelopeFrom, caught.From));
    }

    [Fact]
    public async Task Mail_for_later_of_a_batch_or_for_a_check_alone_is_refused_and_what_else_is_asked_of_a_provider_is_left_out()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var provider = Accounts.Build(catcher.Port).Provider;
        var later = await Assert.ThrowsAsync<EmailMessageException>(() => SendAsync(new() { SendAt = DateTimeOffset.MaxValue }));
        var batch = await Assert.ThrowsAsync<EmailMessageException>(() => SendAsync(new() { BatchId = "b" }));
        var check = await Assert.ThrowsAsync<EmailMessageException>(() => SendAsync(new() { Sandbox = true }));
        await SendAsync(new() { SendAt = DateTimeOffset.UnixEpoch, UnsubscribeGroup = new(1), TrackOpens = true, TrackClicks = true, IpPool = "warm", Sandbox = false });

        Assert.Equal(("sendAt", "batchId", "sandbox"), (later.Field, batch.Field, check.Field));
        Assert.Single(catcher.Messages);

        Task<EmailSendResult> SendAsync(SendOptions options) => provider.SendAsync(Accounts.Submit(Accounts.Message) with { Options = options }, Cancel);
    }

    [Fact]
    public async Task Bounces_go_to_another_address_only_in_the_allowed_domains()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var provider = Accounts.Build(catcher.Port, """{"allowedFromDomains":["example.org"]}""").Provider;
        await provider.SendAsync(Accounts.Submit(Accounts.Message with { EnvelopeSender = new("bounce+jane=example.net@example.org") }), Cancel);
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => provider.SendAsync(Accounts.Submit(Accounts.Message with { EnvelopeSender = new("a@evil.example") }), Cancel));

        Assert.Equal("envelopeSender.address", refused.Field);
        var caught = Assert.Single(catcher.Messages);
        Assert.Equal(("bounce+jane=example.net@example.org", "The App <app@example.com>"), (caught.EnvelopeFrom, caught.From));
    }

    [Fact]
    public async Task Tags_stand_in_the_header_where_the_row_asks_for_them()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var message = Accounts.Message with { Tags = ["welcome"], Metadata = new Dictionary<string, string> { ["order"] = "5" } };
        await Accounts.Build(catcher.Port, """{"tagHeaders":true}""").Provider.SendAsync(Accounts.Submit(message), Cancel);
        await Accounts.Build(catcher.Port).Provider.SendAsync(Accounts.Submit(message), Cancel);

        var caught = await catcher.WaitForMessagesAsync(2, Cancel);
        Assert.Contains("\r\nX-Tag: welcome\r\nX-Metadata: order=5\r\n", caught[0].RawText, StringComparison.Ordinal);
        Assert.DoesNotContain("X-", caught[1].RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_click_unsubscribing_that_we_do_not_sign_is_warned_of_once()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var log = new LogSink();
        var environment = new SmtpEnvironment(new EgressPolicy(new EgressOptions { AllowLoopback = true }), TimeProvider.System) { Logger = log };
        var message = Accounts.Message with { ListUnsubscribe = new() { Mailto = new("leave@example.com") } };
        var provider = Accounts.Build(catcher.Port, environment: environment).Provider;
        await provider.SendAsync(Accounts.Submit(message), Cancel);
        Assert.Empty(log.Lines);

        message = message with { ListUnsubscribe = new() { Url = new Uri("https://example.com/u") } };
        for (var i = 0; i < 2; i++) await provider.SendAsync(Accounts.Submit(message), Cancel);
        Assert.Contains("localhost", Assert.Single(log.Of(1010)), StringComparison.Ordinal);

        using var key = RSA.Create(2048);
        var dkim = new JsonObject { ["dkim"] = new JsonObject { ["domain"] = "example.com", ["selector"] = "s1", ["privateKey"] = key.ExportPkcs8PrivateKeyPem() } };
        await Accounts.Build(catcher.Port, dkim.ToJsonString(), environment).Provider.SendAsync(Accounts.Submit(message), Cancel);
        Assert.Single(log.Of(1010));
        Assert.StartsWith("DKIM-Signature: ", (await catcher.WaitForMessagesAsync(4, Cancel))[3].RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_in_UTF8_goes_by_SMTPUTF8_and_to_no_server_without_it()
    {
        var message = Accounts.Message with { ReplyTo = [new("jané@example.com")] };
        await using var server = ScriptedSmtpServer.Start();
        await Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(message), Cancel);
        await using var old = ScriptedSmtpServer.Start(o => o.Capabilities.SmtpUtf8 = false);
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => Accounts.Build(old.Port).Provider.SendAsync(Accounts.Submit(message), Cancel));

        Assert.EndsWith(" BODY=8BITMIME SMTPUTF8", server.Commands.Single(command => command.Verb == "MAIL").Line, StringComparison.Ordinal);
        Assert.Equal((FailureKind.MessageRejected, SendPhase.Mail, SendOutcome.Rejected), (failure.Kind, failure.Phase, failure.Outcome));
        Assert.Contains("SMTPUTF8", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(old.Commands, command => command.Verb == "MAIL");
    }
}
