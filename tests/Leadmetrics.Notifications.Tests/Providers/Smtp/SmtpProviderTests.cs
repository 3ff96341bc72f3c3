using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

public sealed class SmtpProviderTests
{
    private static CancellationToken Cancel => Accounts.Cancel;

    [Fact]
    public async Task Send_reaches_the_server_with_the_right_to_from_and_subject()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var message = Accounts.Message with { Cc = [new("cc@example.net")], Bcc = [new("hidden@example.net")] };
        var result = await Accounts.Build(catcher.Port).Provider.SendAsync(Accounts.Submit(message), Cancel);

        var caught = Assert.Single(await catcher.WaitForMessagesAsync(1, Cancel));
        Assert.Equal("app@example.com", caught.EnvelopeFrom);
        Assert.Equal(["jane@example.net", "cc@example.net", "hidden@example.net"], caught.EnvelopeTo);
        Assert.Equal("Grüße", caught.Subject);
        Assert.Equal("The App <app@example.com>", caught.From);
        Assert.DoesNotContain("hidden", caught.RawText, StringComparison.Ordinal);
        Assert.Equal((SendOutcome.Accepted, "smtp", 250), (result.Outcome, result.Provider, result.ServerResponse!.Code));
        Assert.Equal([RecipientOutcome.Accepted, RecipientOutcome.Accepted, RecipientOutcome.Accepted], result.Recipients.Select(recipient => recipient.Outcome));
    }

    [Theory]
    [InlineData("Jane Doe", "To: Jane Doe <jane@example.net>\r\n")]
    [InlineData("Doe, Jane", "To: \"Doe, Jane\" <jane@example.net>\r\n")]
    [InlineData(null, "To: jane@example.net\r\n")]
    public async Task To_is_written_as_an_rfc_5322_name_addr(string? name, string field)
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        await Accounts.Build(catcher.Port).Provider.SendAsync(Accounts.Submit(Accounts.Message with { To = [new("jane@example.net", name)] }), Cancel);

        Assert.Contains("\r\n" + field, "\r\n" + Assert.Single(catcher.Messages).RawText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attachment_bytes_arrive_unchanged()
    {
        var content = new byte[70_000];
        new Random(7).NextBytes(content);
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        await Accounts.Build(catcher.Port).Provider.SendAsync(Accounts.Submit(Accounts.Message with { Attachments = [EmailAttachment.FromBytes("report.pdf", content)] }), Cancel);

        var part = Assert.Single(Assert.Single(catcher.Messages).Parts, part => part.FileName == "report.pdf");
        Assert.Equal(("application/pdf", "attachment"), (part.ContentType, part.Disposition));
        Assert.Equal(content, part.Bytes.ToArray());
    }

    [Fact]
    public async Task The_message_id_is_returned_and_is_the_one_on_the_wire()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var submission = Accounts.Submit(Accounts.Message);
        var result = await Accounts.Build(catcher.Port).Provider.SendAsync(submission, Cancel);

        var caught = Assert.Single(catcher.Messages);
        Assert.Equal(submission.MessageId, result.MessageId);
        Assert.Equal($"<{submission.MessageId}>", caught.MessageId);
        Assert.Equal(caught.Received.Id, result.ProviderMessageId);
    }

    [Fact]
    public async Task The_short_form_mints_an_id_at_the_domain_given()
    {
        await using var catcher = await SmtpCatcher.StartAsync(cancellationToken: Cancel);
        var result = await Accounts.Build(catcher.Port).Provider.SendAsync(Accounts.Message, "example.com", cancellationToken: Cancel);

        Assert.Matches("^[0-9a-f]{32}@example\\.com$", result.MessageId);
        Assert.Equal($"<{result.MessageId}>", Assert.Single(catcher.Messages).MessageId);
    }

    [Fact]
    public async Task A_535_propagates()
    {
        await using var server = ScriptedSmtpServer.Start(Authenticating);
        var failure = await FailAsync(Accounts.Build(server.Port, """{"user":"jane","pass":"wrong-hunter2"}"""));

        Assert.Equal((FailureKind.Authentication, SendPhase.Auth, SendOutcome.Rejected, 535, "5.7.8"), (failure.Kind, failure.Phase, failure.Outcome, failure.Code, failure.EnhancedCode));
        Assert.Equal("wrong-credentials", failure.Remedy!.Code);
        Assert.False(failure.IsTransient);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_bad_host_propagates()
    {
        var server = ScriptedSmtpServer.Start();
        await server.DisposeAsync();
        var failure = await FailAsync(Accounts.Build(server.Port));

        Assert.Equal((FailureKind.Connect, SendPhase.Connect, SendOutcome.Deferred, "Connection refused."), (failure.Kind, failure.Phase, failure.Outcome, failure.Message));
        Assert.Equal(("smtp", "0f1e2d3c4b5a69788796a5b4c3d2e1f0@example.com"), (failure.Failure.Provider, failure.Failure.MessageId));
    }

    [Fact]
    public async Task Credentials_authenticate_the_connection()
    {
        await using var server = ScriptedSmtpServer.Start(Authenticating);
        await Accounts.Build(server.Port, """{"user":"jane","pass":"right ünd\u0020long"}""").Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);

        Assert.Equal("jane", Assert.Single(server.Messages).AuthenticatedUser);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"user":"","pass":""}""")]
    [InlineData("""{"user":null,"pass":null}""")]
    public async Task Empty_user_and_password_mean_no_auth(string settings)
    {
        await using var server = ScriptedSmtpServer.Start(options => options.Capabilities.Auth.Add("PLAIN"));
        await Accounts.Build(server.Port, settings).Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);

        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH");
        Assert.Null(Assert.Single(server.Messages).AuthenticatedUser);
    }

    [Fact]
    public async Task Under_tls_the_certificate_is_checked_against_the_trusted_roots_and_the_host()
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            Authenticating(options);
            options.Tls = ScriptedTls.StartTls;
            options.AuthOnlyAfterTls = true;
        });
        await Accounts.Build(server.Port, """{"user":"jane","pass":"right ünd long","tls":{"mode":"starttls"}}""").Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);

        Assert.True(Assert.Single(server.Messages).IsTls);
        Assert.Equal("localhost", server.Connections[0].ServerName);
        Assert.DoesNotContain(server.Commands, command => command.Verb == "AUTH" && !command.IsTls);
    }

    [Theory]
    [InlineData("wrong name", "certificate-wrong-name")]
    [InlineData("unknown issuer", "certificate-untrusted")]
    [InlineData("self-signed", "certificate-self-signed")]
    public async Task A_certificate_that_does_not_check_out_ends_the_connection_before_the_password_leaves(string certificate, string remedy)
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            Authenticating(options);
            options.Tls = ScriptedTls.Implicit;
            options.Certificate = certificate switch
            {
                "wrong name" => TestCertificates.Shared.WrongName,
                "self-signed" => TestCertificates.Shared.SelfSigned,
                _ => TestCertificates.Shared.UnknownIssuer,
            };
        });
        var failure = await FailAsync(Accounts.Build(server.Port, """{"secure":true,"user":"jane","pass":"right ünd long"}"""));

        Assert.Equal((FailureKind.Tls, remedy), (failure.Kind, failure.Remedy!.Code));
        Assert.Empty(server.Commands);
    }

    [Fact]
    public async Task A_refused_recipient_does_not_fail_the_others()
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            options.RecipientReplies["no@example.net"] = "550 5.1.1 No such user";
            options.RecipientReplies["later@example.net"] = "450 4.2.0 Greylisted";
        });
        var message = Accounts.Message with { To = [new("no@example.net"), new("yes@example.net"), new("later@example.net")] };
        var result = await Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(message), Cancel);

        Assert.Equal(["yes@example.net"], Assert.Single(server.Messages).AcceptedRecipients);
        Assert.Equal(
            [("no@example.net", RecipientOutcome.Rejected, 550), ("yes@example.net", RecipientOutcome.Accepted, 250), ("later@example.net", RecipientOutcome.Deferred, 450)],
            result.Recipients.Select(recipient => (recipient.Address, recipient.Outcome, recipient.Response!.Code)));
    }

    [Theory]
    [InlineData("550 5.1.1 No", "550 5.1.1 No", SendOutcome.Rejected)]
    [InlineData("550 5.1.1 No", "450 4.2.0 Later", SendOutcome.Deferred)]
    [InlineData("450 4.2.0 Later", "550 5.1.1 No", SendOutcome.Deferred)]
    public async Task All_recipients_refused_is_a_failure_that_tells_each(string first, string second, SendOutcome outcome)
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            options.RecipientReplies["one@example.net"] = first;
            options.RecipientReplies["two@example.net"] = second;
        });
        var failure = await FailAsync(Accounts.Build(server.Port), Accounts.Message with { To = [new("one@example.net"), new("two@example.net")] });

        Assert.Equal((FailureKind.RecipientRejected, SendPhase.Rcpt, outcome), (failure.Kind, failure.Phase, failure.Outcome));
        Assert.Equal([first[0] == '5', second[0] == '5'], failure.Failure.Recipients.Select(recipient => recipient.Outcome == RecipientOutcome.Rejected));
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_message_refused_after_the_dot_is_rejected_and_named_so()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.MessageReply = _ => "550 5.7.0 too many e-mails per second");
        var failure = await FailAsync(Accounts.Build(server.Port));

        Assert.Equal((FailureKind.Throttled, SendPhase.Replied, SendOutcome.Deferred, true), (failure.Kind, failure.Phase, failure.Outcome, failure.IsTransient));
    }

    [Fact]
    public async Task The_gate_is_awaited_once_before_the_dot()
    {
        await using var server = ScriptedSmtpServer.Start();
        var (asked, deliveredBefore) = (0, -1);
        await Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(Accounts.Message, _ =>
        {
            asked++;
            deliveredBefore = server.Messages.Count;
            return ValueTask.CompletedTask;
        }), Cancel);

        Assert.Equal((1, 0), (asked, deliveredBefore));
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task What_the_gate_throws_reaches_the_caller_and_nothing_is_delivered()
    {
        await using var server = ScriptedSmtpServer.Start();
        var lost = new IOException("the lease is lost");
        var provider = Accounts.Build(server.Port, idle: TimeSpan.FromMilliseconds(100)).Provider;
        var thrown = await Assert.ThrowsAsync<IOException>(() => provider.SendAsync(Accounts.Submit(Accounts.Message, _ => throw lost), Cancel));

        Assert.Same(lost, thrown);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Empty(server.Messages);

        await provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task Cancelled_before_the_dot_nothing_is_delivered_and_it_is_said_as_a_cancellation()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var cancel = new CancellationTokenSource();
        var provider = Accounts.Build(server.Port).Provider;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provider.SendAsync(
            Accounts.Submit(Accounts.Message, async token =>
            {
                await cancel.CancelAsync();
                token.ThrowIfCancellationRequested();
            }),
            cancel.Token));

        Assert.Empty(server.Messages);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => provider.SendAsync(Accounts.Submit(Accounts.Message), new CancellationToken(true)));
    }

    [Fact]
    public async Task A_connection_lost_after_the_dot_is_uncertain_and_nothing_is_sent_again()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Close);
        var failure = await FailAsync(Accounts.Build(server.Port));

        Assert.Equal((SendOutcome.Uncertain, SendPhase.DotSent, false), (failure.Outcome, failure.Phase, failure.IsTransient));
        Assert.Single(server.Connections);
    }

    [Theory]
    [InlineData(true, SendOutcome.Uncertain, RecipientOutcome.Uncertain)]
    [InlineData(false, SendOutcome.Deferred, RecipientOutcome.Deferred)]
    public async Task Recipients_refused_before_the_connection_was_lost_are_told(bool isAfterTheDot, SendOutcome outcome, RecipientOutcome open)
    {
        await using var server = ScriptedSmtpServer.Start(options =>
        {
            options.Capabilities.Chunking = false;
            options.RecipientReplies["no@example.net"] = "550 5.1.1 No such user";
        });
        server.At(isAfterTheDot ? SmtpPoint.Dot : SmtpPoint.Data, SmtpFault.Close);
        var message = Accounts.Message with { To = [new("yes@example.net"), new("no@example.net")] };
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(message), Cancel));

        Assert.Equal(outcome, failure.Outcome);
        Assert.Equal([("yes@example.net", open, (int?)null), ("no@example.net", RecipientOutcome.Rejected, 550)], failure.Failure.Recipients.Select(recipient => (recipient.Address, recipient.Outcome, recipient.Response?.Code)));
    }

    [Fact]
    public async Task Cancelled_after_the_dot_it_is_uncertain_and_not_a_cancellation()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task));
        using var cancel = new CancellationTokenSource();
        var sending = Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(Accounts.Message), cancel.Token);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await cancel.CancelAsync();
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => sending);
        release.SetResult();

        Assert.Equal((SendOutcome.Uncertain, SendPhase.DotSent), (failure.Outcome, failure.Phase));
    }

    [Fact]
    public async Task An_attachment_that_cannot_be_read_names_its_field_and_nothing_is_delivered()
    {
        await using var server = ScriptedSmtpServer.Start();
        var message = Accounts.Message with { Attachments = [EmailAttachment.FromBytes("a.txt", new byte[3]), EmailAttachment.FromFile("/nowhere/at/all.pdf")] };
        var refused = await Assert.ThrowsAsync<EmailMessageException>(() => Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(message), Cancel));

        Assert.Equal("attachments[1]", refused.Field);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_transport_retired_while_a_send_runs_lets_it_finish_and_takes_no_further_one()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task));
        var built = Accounts.Build(server.Port);
        var sending = built.Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);

        var retiring = built.RetireAsync();
        await Assert.ThrowsAsync<Notifications.Providers.Smtp.StaleProviderException>(() => built.Provider.SendAsync(Accounts.Submit(Accounts.Message), Cancel));
        Assert.False(retiring.IsCompleted);
        release.SetResult();

        Assert.Equal(SendOutcome.Accepted, (await sending).Outcome);
        await retiring.WaitAsync(Cancel);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Single(server.Messages);
    }

    private static void Authenticating(ScriptedSmtpServerOptions options)
    {
        options.Capabilities.Auth.Add("PLAIN");
        options.Users["jane"] = "right ünd long";
        options.RequireAuth = true;
    }

    private static Task<EmailDeliveryException> FailAsync(BuiltProvider built, EmailMessage? message = null) =>
        Assert.ThrowsAsync<EmailDeliveryException>(() => built.Provider.SendAsync(Accounts.Submit(message ?? Accounts.Message), Cancel));
}
