using System.Net.Sockets;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Providers.Smtp;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>One message over several transactions, against a real server.</summary>
public sealed class SplitSendTests
{
    private const string TooMany = "452 4.5.3 Too many recipients";

    private static CancellationToken Cancel => Accounts.Cancel;

    [Theory]
    [InlineData("smtp.gmail.com", 100, 250, new[] { 100, 100, 50 })]
    [InlineData("SMTP.GMAIL.COM", 100, 100, new[] { 100 })]
    [InlineData("smtp-relay.gmail.com", 100, 101, new[] { 100, 1 })]
    [InlineData("email-smtp.eu-west-1.amazonaws.com", 50, 120, new[] { 50, 50, 20 })]
    [InlineData("mail.example.com", null, 250, new[] { 250 })]
    public async Task Recipients_beyond_a_providers_known_limit_travel_in_further_transactions(string host, int? limit, int recipients, int[] transactions)
    {
        await using var server = ScriptedSmtpServer.Start(options => options.MaxRecipients = limit);
        var result = await To(server, host).SendAsync(Accounts.Submit(Many(recipients)), Cancel);

        Assert.Equal(transactions, server.Messages.Select(message => message.Recipients.Count));
        Assert.All(server.Messages, message => Assert.Equal(message.Recipients.Count, message.AcceptedRecipients.Count));
        Assert.Equal(Enumerable.Range(0, recipients).Select(Address), result.Recipients.Select(recipient => recipient.Address));
        Assert.All(result.Recipients, recipient => Assert.Equal(RecipientOutcome.Accepted, recipient.Outcome));
        NobodyGotTwo(server);
    }

    [Theory]
    [InlineData("452 4.5.3 Too many recipients")]
    [InlineData("452 Too many recipients")]
    [InlineData("552 5.5.3 Too many recipients")]
    [InlineData("552 too many recipients")]
    [InlineData("452-4.5.3 Domain policy size per transaction exceeded, please try this\n452 4.5.3 recipient in a separate transaction.")]
    public async Task Recipients_that_were_too_many_for_a_transaction_travel_in_the_next_at_once(string refusal)
    {
        await using var server = ScriptedSmtpServer.Start();
        LimitTo(server, 3, refusal);
        var gates = 0;
        var submission = Accounts.Submit(Many(8) with { Attachments = [EmailAttachment.FromBytes("a.bin", new byte[5000])] }, _ =>
        {
            gates++;
            return ValueTask.CompletedTask;
        });
        var result = await Accounts.Build(server.Port).Provider.SendAsync(submission, Cancel);

        Assert.Equal([3, 3, 2], server.Messages.Select(message => message.AcceptedRecipients.Count));
        Assert.Equal([8, 3, 2], server.Messages.Select(message => message.Recipients.Count));
        Assert.Equal(3, gates);
        Assert.All(result.Recipients, recipient => Assert.Equal(RecipientOutcome.Accepted, recipient.Outcome));
        Assert.All(server.Messages, message => Assert.Equal(server.Messages[0].Content.ToArray(), message.Content.ToArray()));
        Assert.Equal((server.Messages[0].Id, (EmailFailure?)null), (result.ProviderMessageId, result.Interruption));
        NobodyGotTwo(server);
    }

    [Theory]
    [InlineData("452 4.3.1 Insufficient system storage", RecipientOutcome.Deferred)]
    [InlineData("452 4.2.2 The recipient's inbox is out of storage space", RecipientOutcome.Deferred)]
    [InlineData("552 5.2.2 Mailbox full", RecipientOutcome.Rejected)]
    [InlineData("552 Requested mail action aborted: exceeded storage allocation", RecipientOutcome.Rejected)]
    [InlineData("450 4.2.0 Greylisted", RecipientOutcome.Deferred)]
    [InlineData("550 5.1.1 No such user", RecipientOutcome.Rejected)]
    public async Task Recipients_refused_for_another_reason_are_left_to_a_later_try(string refusal, RecipientOutcome outcome)
    {
        await using var server = ScriptedSmtpServer.Start(options => options.RecipientReplies[Address(1)] = refusal);
        var result = await Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(Many(3)), Cancel);

        Assert.Single(server.Messages);
        Assert.Equal([RecipientOutcome.Accepted, outcome, RecipientOutcome.Accepted], result.Recipients.Select(recipient => recipient.Outcome));
    }

    [Fact]
    public async Task It_stops_with_the_transaction_that_accepts_nobody_new()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.RecipientReply = address => address == Address(0) ? null : TooMany);
        var result = await Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(Many(4)), Cancel);

        Assert.Equal(2, server.Commands.Count(command => command.Verb == "MAIL"));
        Assert.Equal([RecipientOutcome.Accepted, RecipientOutcome.Deferred, RecipientOutcome.Deferred, RecipientOutcome.Deferred], result.Recipients.Select(recipient => recipient.Outcome));
        Assert.Null(result.Interruption);
    }

    [Fact]
    public async Task Where_everybody_is_too_many_nothing_is_tried_again_and_it_is_deferred()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.RecipientReply = _ => TooMany);
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(Many(4)), Cancel));

        Assert.Equal((FailureKind.RecipientRejected, SendOutcome.Deferred, 452), (failure.Kind, failure.Outcome, failure.Code));
        Assert.Single(server.Commands, command => command.Verb == "MAIL");
    }

    [Fact]
    public async Task A_group_of_refused_recipients_does_not_fail_those_behind_it()
    {
        await using var server = ScriptedSmtpServer.Start(options => options.RecipientReply = address => Number(address) < 50 ? "550 5.1.1 No such user" : null);
        var result = await To(server, "email-smtp.us-east-1.amazonaws.com").SendAsync(Accounts.Submit(Many(60)), Cancel);

        Assert.Equal(10, Assert.Single(server.Messages).AcceptedRecipients.Count);
        Assert.Equal(Enumerable.Repeat(RecipientOutcome.Rejected, 50).Concat(Enumerable.Repeat(RecipientOutcome.Accepted, 10)), result.Recipients.Select(recipient => recipient.Outcome));
    }

    [Theory]
    [InlineData("550 5.7.1 Spam", RecipientOutcome.Rejected)]
    [InlineData("451 4.3.0 Later", RecipientOutcome.Deferred)]
    [InlineData("550 5.7.0 too many e-mails per second", RecipientOutcome.Deferred)]
    public async Task A_message_refused_as_a_whole_is_refused_for_those_behind_too(string reply, RecipientOutcome outcome)
    {
        await using var server = ScriptedSmtpServer.Start(options => options.MessageReply = _ => reply);
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => To(server, "email-smtp.us-east-1.amazonaws.com").SendAsync(Accounts.Submit(Many(60)), Cancel));

        Assert.Single(server.Commands, command => command.Verb == "MAIL");
        Assert.Equal(60, failure.Failure.Recipients.Count);
        Assert.All(failure.Failure.Recipients, recipient => Assert.Equal((outcome, reply[..3]), (recipient.Outcome, recipient.Response?.Code.ToString(System.Globalization.CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task A_refusal_of_a_later_transaction_is_told_per_recipient_and_does_not_throw()
    {
        await using var server = ScriptedSmtpServer.Start();
        LimitTo(server, 2, TooMany);
        server.Options.MessageReply = message => message.AcceptedRecipients.Contains(Address(0)) ? null : "554 5.7.1 Spam";
        var result = await Accounts.Build(server.Port).Provider.SendAsync(Accounts.Submit(Many(5)), Cancel);

        Assert.Equal(Outcomes(2, RecipientOutcome.Accepted, 3, RecipientOutcome.Rejected), result.Recipients.Select(recipient => recipient.Outcome));
        Assert.Equal((SendOutcome.Accepted, 250, FailureKind.MessageRejected), (result.Outcome, result.ServerResponse!.Code, result.Interruption!.Kind));
    }

    // What breaks at the second transaction, with five recipients, two of them taken by the first.
    [Theory]
    [InlineData("rcpt", RecipientOutcome.Deferred, FailureKind.Unavailable)]
    [InlineData("data", RecipientOutcome.Deferred, FailureKind.Unavailable)]
    [InlineData("dot", RecipientOutcome.Uncertain, FailureKind.Unavailable)]
    [InlineData("gate", RecipientOutcome.Deferred, FailureKind.Unavailable)]
    [InlineData("cancel", RecipientOutcome.Deferred, FailureKind.Timeout)]
    [InlineData("attachment", RecipientOutcome.Deferred, FailureKind.MessageRejected)]
    public async Task What_breaks_a_later_transaction_is_told_per_recipient_and_does_not_throw(string what, RecipientOutcome carried, FailureKind kind)
    {
        await using var server = ScriptedSmtpServer.Start(options => options.Capabilities.Chunking = what != "data");
        LimitTo(server, 2, TooMany);
        var at = what switch { "rcpt" => SmtpPoint.Rcpt(1), "data" => SmtpPoint.Data, _ => SmtpPoint.Dot };
        if (what is "rcpt" or "data" or "dot") server.At(at, SmtpFault.Close, message: 2);
        using var cancel = new CancellationTokenSource();
        var (gates, opened) = (0, 0);
        var message = Many(5) with
        {
            Attachments =
            [
                EmailAttachment.FromStream("a.bin", _ => ++opened > 1 && what == "attachment" ? throw new IOException("gone") : ValueTask.FromResult<Stream>(new MemoryStream(new byte[100]))),
            ],
        };
        var result = await Accounts.Build(server.Port).Provider.SendAsync(
            Accounts.Submit(message, async token =>
            {
                if (++gates < 2) return;
                if (what == "gate") throw new InvalidOperationException("the lease is lost, secret");
                if (what == "cancel") await cancel.CancelAsync();
                token.ThrowIfCancellationRequested();
            }),
            cancel.Token);

        Assert.Equal(
            Outcomes(2, RecipientOutcome.Accepted, 2, carried).Append(RecipientOutcome.Deferred),
            result.Recipients.Select(recipient => recipient.Outcome));
        Assert.Equal((SendOutcome.Accepted, kind), (result.Outcome, result.Interruption!.Kind));
        Assert.DoesNotContain("secret", result.Interruption.Message, StringComparison.Ordinal);
        NobodyGotTwo(server);
    }

    [Fact]
    public async Task A_first_transaction_that_breaks_after_its_dot_is_uncertain_for_its_own_recipients_alone()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Close);
        var failure = await Assert.ThrowsAsync<EmailDeliveryException>(() => To(server, "email-smtp.us-east-1.amazonaws.com").SendAsync(Accounts.Submit(Many(60)), Cancel));

        Assert.Equal(SendOutcome.Uncertain, failure.Outcome);
        Assert.Equal(Outcomes(50, RecipientOutcome.Uncertain, 10, RecipientOutcome.Deferred), failure.Failure.Recipients.Select(recipient => recipient.Outcome));
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_retirement_between_two_transactions_does_not_cut_the_send()
    {
        await using var server = ScriptedSmtpServer.Start();
        LimitTo(server, 2, TooMany);
        Task? retiring = null;
        BuiltProvider? built = null;
        built = Accounts.Build(server.Port);
        var result = await built.Provider.SendAsync(
            Accounts.Submit(Many(5), _ =>
            {
                retiring ??= built.RetireAsync();
                return ValueTask.CompletedTask;
            }),
            Cancel);

        Assert.All(result.Recipients, recipient => Assert.Equal(RecipientOutcome.Accepted, recipient.Outcome));
        await retiring!.WaitAsync(Cancel);
    }

    private static IEnumerable<RecipientOutcome> Outcomes(int first, RecipientOutcome one, int then, RecipientOutcome other) =>
        Enumerable.Repeat(one, first).Concat(Enumerable.Repeat(other, then));

    private static void NobodyGotTwo(ScriptedSmtpServer server)
    {
        var reached = server.Messages.SelectMany(message => message.AcceptedRecipients).ToArray();
        Assert.Equal(reached.Distinct().Count(), reached.Length);
        Assert.Single(server.Messages.Select(message => message.ContentText).Distinct());
    }

    private static string Address(int number) => $"r{number}@example.net";

    private static int Number(string address) => int.Parse(address[1..address.IndexOf('@', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);

    private static EmailMessage Many(int recipients) => Accounts.Message with { To = [.. Enumerable.Range(0, recipients).Select(number => new EmailAddress(Address(number)))] };

    // By position within the transaction, as servers count.
    private static void LimitTo(ScriptedSmtpServer server, int most, string refusal)
    {
        for (var position = most + 1; position <= 10; position++) server.At(SmtpPoint.Rcpt(position), SmtpFault.Reply(refusal));
    }

    /// <summary>A provider whose host has another name than the server it reaches.</summary>
    private static IEmailProvider To(ScriptedSmtpServer server, string host) =>
        new ProviderFactory(new Rerouting(server.Port), null!, null, TimeProvider.System).Create(ProviderWords.Smtp, Accounts.Config(587, $$"""{"host":"{{host}}"}"""), Accounts.Environment()).Provider;

    private sealed class Rerouting(int port) : ISmtpTransportFactory
    {
        public ISmtpTransport Create(SmtpConnectionOptions connection, SmtpPoolOptions pool) =>
            new SocketSmtpTransport(connection with { TlsMode = SmtpTlsMode.None, Dialer = DialAsync }, pool);

        private async ValueTask<Socket> DialAsync(string host, int unused, CancellationToken cancellationToken)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
            return socket;
        }
    }
}
