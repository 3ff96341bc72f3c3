using System.IO.Pipelines;
using System.Text;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

public sealed class SendTests
{
    private static CancellationToken Cancel => Given.Cancel;

    public static TheoryData<bool> Pipelining => [true, false];

    [Theory]
    [MemberData(nameof(Pipelining))]
    public async Task A_message_arrives_as_it_was_sent(bool pipelining)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Pipelining = pipelining);
        await using var connection = await Given.ConnectAsync(server);

        var result = await connection.SendAsync(Given.Mail("a@client.test", "b@server.test", "c@server.test"), Cancel);
        await connection.QuitAsync(Cancel);

        Assert.Equal((SmtpOutcome.Accepted, SmtpPhase.Replied), (result.Outcome, result.Phase));
        Assert.All(result.Recipients, recipient => Assert.Equal(SmtpOutcome.Accepted, recipient.Outcome));
        var message = Assert.Single(server.Messages);
        Assert.Equal("a@client.test", message.From);
        Assert.Equal(["b@server.test", "c@server.test"], message.AcceptedRecipients);
        Assert.Equal("Subject: from a@client.test\r\n\r\nHello\r\n", message.ContentText);
        Assert.Equal(message.Size.ToString(System.Globalization.CultureInfo.InvariantCulture), message.MailParameters["SIZE"]);
        Assert.Equal(["EHLO", "MAIL", "RCPT", "RCPT", "DATA", "QUIT"], server.Commands.Select(command => command.Verb));
        Assert.Equal(pipelining, server.Commands.Single(command => command.Verb == "DATA").Pipelined);
        Assert.Equal(pipelining ? 1 : 4, server.Commands.Where(command => command.Verb is "MAIL" or "RCPT" or "DATA").Select(command => command.ReadNumber).Distinct().Count());
    }

    [Fact]
    public async Task Messages_follow_each_other_without_RSET_where_each_ended_at_its_dot()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        for (var i = 0; i < 5; i++) Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail($"a{i}@client.test", "b@server.test"), Cancel)).Outcome);
        Assert.Equal(["a0@client.test", "a1@client.test", "a2@client.test", "a3@client.test", "a4@client.test"], server.Messages.Select(message => message.From));
        Assert.DoesNotContain(server.Commands, command => command.Verb == "RSET");
    }

    [Fact]
    public async Task Messages_handed_over_at_once_go_one_behind_the_other()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => connection.SendAsync(Given.Mail($"a{i}@client.test", $"b{i}@server.test"), Cancel)));
        Assert.All(results, result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.Equal(200, server.Messages.Count);
        Assert.All(server.Messages, message => Assert.Equal(message.From[1..].Replace("client", "server", StringComparison.Ordinal), message.AcceptedRecipients[0][1..]));
    }

    [Theory]
    [MemberData(nameof(Pipelining))]
    public async Task Refused_recipient_does_not_fail_the_others(bool pipelining)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Pipelining = pipelining;
            o.RecipientReplies["no@server.test"] = "550 5.1.1 No such user";
            o.RecipientReplies["later@server.test"] = "451 4.3.0 Later";
        });
        await using var connection = await Given.ConnectAsync(server);
        var result = await connection.SendAsync(Given.Mail("a@client.test", "no@server.test", "yes@server.test", "later@server.test"), Cancel);
        Assert.Equal(SmtpOutcome.Accepted, result.Outcome);
        Assert.Equal([SmtpOutcome.Rejected, SmtpOutcome.Accepted, SmtpOutcome.Deferred], result.Recipients.Select(recipient => recipient.Outcome));
        Assert.Equal([550, 250, 451], result.Recipients.Select(recipient => recipient.Reply!.Code));
        Assert.Equal(new EnhancedStatusCode(5, 1, 1), result.Recipients[0].Reply!.EnhancedCode);
        Assert.Equal(["yes@server.test"], server.Messages[0].AcceptedRecipients);
    }

    public static TheoryData<bool, string, SmtpPhase, SmtpOutcome> Refusals
    {
        get
        {
            var data = new TheoryData<bool, string, SmtpPhase, SmtpOutcome>();
            foreach (var pipelining in new[] { true, false })
            {
                data.Add(pipelining, "MAIL 550", SmtpPhase.Mail, SmtpOutcome.Rejected);
                data.Add(pipelining, "MAIL 451", SmtpPhase.Mail, SmtpOutcome.Deferred);
                data.Add(pipelining, "MAIL 503", SmtpPhase.Mail, SmtpOutcome.Deferred);
                data.Add(pipelining, "RCPT 550", SmtpPhase.Rcpt, SmtpOutcome.Rejected);
                data.Add(pipelining, "RCPT 451", SmtpPhase.Rcpt, SmtpOutcome.Deferred);
                data.Add(pipelining, "RCPT 503", SmtpPhase.Rcpt, SmtpOutcome.Deferred);
                data.Add(pipelining, "RCPT 550 354", SmtpPhase.Rcpt, SmtpOutcome.Rejected);
                data.Add(pipelining, "DATA 554", SmtpPhase.Data, SmtpOutcome.Rejected);
                data.Add(pipelining, "DATA 451", SmtpPhase.Data, SmtpOutcome.Deferred);
                data.Add(pipelining, "DOT 554", SmtpPhase.Replied, SmtpOutcome.Rejected);
                data.Add(pipelining, "DOT 452", SmtpPhase.Replied, SmtpOutcome.Deferred);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_refusal_is_a_value_and_the_next_message_on_the_connection_is_its_own(bool pipelining, string where, SmtpPhase phase, SmtpOutcome outcome)
    {
        var words = where.Split(' ');
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Pipelining = pipelining;
            if (words.Length == 3) o.DataWithoutRecipients = "354 Go ahead all the same";
        });
        var point = words[0] switch { "MAIL" => SmtpPoint.Mail, "RCPT" => SmtpPoint.Rcpt(), "DATA" => SmtpPoint.Data, _ => SmtpPoint.Dot };
        server.At(point, SmtpFault.Reply($"{words[1]} said the script"), message: 1);
        await using var connection = await Given.ConnectAsync(server);

        var first = await connection.SendAsync(Given.Mail("first@client.test", "b@server.test", "c@server.test"), Cancel);
        var second = await connection.SendAsync(Given.Mail("second@client.test", "d@server.test"), Cancel);

        Assert.Equal((outcome, phase), (first.Outcome, first.Phase));
        Assert.Equal(int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), first.Reply!.Code);
        Assert.All(first.Recipients, recipient => Assert.Equal(outcome, recipient.Outcome));
        Assert.Equal(SmtpOutcome.Accepted, second.Outcome);
        var message = server.Messages.Single(received => received.Size > 0);
        Assert.Equal("second@client.test", message.From);
        Assert.Equal(["d@server.test"], message.AcceptedRecipients);
        Assert.Contains("from second@client.test", message.ContentText, StringComparison.Ordinal);
        Assert.Equal(where.StartsWith("DOT", StringComparison.Ordinal) ? 0 : 1, server.Commands.Count(command => command.Verb == "RSET"));
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Content_never_goes_out_for_a_sender_that_was_refused_where_the_server_wants_it_all_the_same()
    {
        await using var server = ScriptedSmtpServer.Start();
        // The server keeps an older sender and takes recipients and DATA for it: what a server without our RSET does.
        server.At(SmtpPoint.Mail, SmtpFault.Reply("503 5.5.1 Nested MAIL command"), message: 1);
        server.At(SmtpPoint.Rcpt(), SmtpFault.Reply("250 Ok"), message: 1);
        server.At(SmtpPoint.Data, SmtpFault.Reply("354 Go"), message: 1);
        await using var connection = await Given.ConnectAsync(server);
        var result = await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal((SmtpOutcome.Deferred, SmtpPhase.Mail), (result.Outcome, result.Phase));
        Assert.Empty(server.Messages);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.EndsWith("DATA\r\n", Encoding.ASCII.GetString(server.Connections[0].BytesReceived.Span), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pipelining))]
    public async Task Replies_that_come_a_byte_a_packet_are_the_same_replies(bool pipelining)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.OneBytePerPacket = true;
            o.Capabilities.Pipelining = pipelining;
            o.RecipientReplies["no@server.test"] = "550-5.1.1 No\n550 5.1.1 such user";
        });
        await using var connection = await Given.ConnectAsync(server);
        var result = await connection.SendAsync(Given.Mail("a@client.test", "no@server.test", "yes@server.test"), Cancel);
        Assert.Equal([SmtpOutcome.Rejected, SmtpOutcome.Accepted], result.Recipients.Select(recipient => recipient.Outcome));
    }

    [Theory]
    [InlineData("MAIL", SmtpPhase.Mail)]
    [InlineData("RCPT", SmtpPhase.Rcpt)]
    public async Task A_refusal_that_was_heard_is_worth_more_than_the_close_behind_it(string where, SmtpPhase phase)
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(where == "MAIL" ? SmtpPoint.Mail : SmtpPoint.Rcpt(), SmtpFault.Reply("550 5.7.1 Go away").Then(SmtpFault.Close));
        await using var connection = await Given.ConnectAsync(server);
        var result = await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal((SmtpOutcome.Rejected, phase, 550), (result.Outcome, result.Phase, result.Reply!.Code));
    }

    [Fact]
    public async Task A_421_in_the_middle_of_a_group_ends_the_session()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Rcpt(2), SmtpFault.Reply("421 4.3.2 Shutting down"));
        await using var connection = await Given.ConnectAsync(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail("a@client.test", "b@server.test", "c@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Refused, SmtpPhase.Rcpt, 421), (exception.Failure, exception.Phase, exception.Reply!.Code));
        Assert.False(exception.IsUncertain);
        await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_421_to_the_dot_is_an_answer_and_the_connection_is_over()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Reply("421 4.3.2 Shutting down"));
        await using var connection = await Given.ConnectAsync(server);
        var result = await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal((SmtpOutcome.Deferred, SmtpPhase.Replied), (result.Outcome, result.Phase));
        await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_refusal_in_the_middle_of_the_content_is_heard(bool reset, bool writesOn)
    {
        await using var server = ScriptedSmtpServer.Start();
        var refusal = SmtpFault.Reply("552 5.3.4 Too big after all");
        server.At(SmtpPoint.ContentBytes(100_000), reset ? refusal.Then(SmtpFault.Reset) : refusal);
        await using var connection = await Given.ConnectAsync(server);
        var content = Given.Content(async (output, token) =>
        {
            var block = new byte[200_000].Select(_ => (byte)'x').ToArray();
            do await output.WriteAsync(block, token);
            while (writesOn);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var result = await connection.SendAsync(Given.Mail(content), Cancel);
        Assert.Equal((SmtpOutcome.Rejected, SmtpPhase.Data, 552), (result.Outcome, result.Phase, result.Reply!.Code));
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_421_that_waits_behind_a_broken_write_is_heard()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.ContentBytes(100_000), SmtpFault.Reply("421 4.3.2 Shutting down").Then(SmtpFault.Reset));
        await using var connection = await Given.ConnectAsync(server);
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'x');
        var content = Given.Content(async (output, token) =>
        {
            while (true) await output.WriteAsync(block, token);
        });
        var exception = await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail(content), Cancel));
        Assert.Equal((SmtpFailure.Refused, SmtpPhase.Data, 421), (exception.Failure, exception.Phase, exception.Reply?.Code));
    }

    [Fact]
    public async Task What_the_server_does_not_offer_is_refused_before_MAIL_and_the_connection_goes_on()
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.SmtpUtf8 = false;
            o.Capabilities.Size = 50;
        });
        await using var connection = await Given.ConnectAsync(server);
        var utf8 = await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail("a@client.test", "jürgen@server.test"), Cancel));
        var big = await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail(Given.Text(new string('x', 51))), Cancel));
        Assert.Equal((SmtpFailure.NotSupported, SmtpPhase.Mail, true), (utf8.Failure, utf8.Phase, utf8.ConnectionSurvives));
        Assert.Contains("SMTPUTF8", utf8.Message, StringComparison.Ordinal);
        Assert.Equal((SmtpFailure.TooLarge, "The message has 51 octets; the server takes 50 at most."), (big.Failure, big.Message));
        Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail(Given.Text("tiny")), Cancel)).Outcome);
        Assert.Single(server.Commands, command => command.Verb == "MAIL");
    }

    [Fact]
    public async Task The_parameters_of_MAIL_are_those_that_are_wanted_and_offered()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        await connection.SendAsync(new SmtpTransaction(null, [Given.Box("jürgen@server.test")], Given.Text("Grüße\r\n")), Cancel);
        Assert.Equal("MAIL FROM:<> SIZE=9 BODY=8BITMIME SMTPUTF8", server.Commands.Single(command => command.Verb == "MAIL").Line);
        Assert.Equal(["jürgen@server.test"], server.Messages[0].AcceptedRecipients);

        await connection.SendAsync(Given.Mail(new Utf8Header("Reply-To: jürgen@client.test\r\n\r\n")), Cancel);
        Assert.EndsWith(" BODY=8BITMIME SMTPUTF8", server.Commands.Last(command => command.Verb == "MAIL").Line, StringComparison.Ordinal);

        await using var plain = ScriptedSmtpServer.Start(o => (o.Capabilities.Size, o.Capabilities.EightBitMime) = (null, false));
        await using var other = await Given.ConnectAsync(plain);
        await other.SendAsync(Given.Mail(Given.Text("Grüße\r\n")), Cancel);
        Assert.Equal("MAIL FROM:<a@client.test>", plain.Commands.Single(command => command.Verb == "MAIL").Line);
    }

    [Theory]
    [InlineData("before\r\n.\r\nMAIL FROM:<evil@client.test>\r\n")]
    [InlineData("before\n.\nafter")]
    [InlineData("before\r.\rafter")]
    [InlineData("before\n.\r\nafter")]
    [InlineData("before\r\n.\nafter")]
    [InlineData("before\r\n\0.\r\nafter")]
    [InlineData(".first")]
    [InlineData(".")]
    public async Task No_content_ends_its_own_message(string text)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var (head, tail) = (bytes[..cut], bytes[cut..]);
            var content = Given.Content(async (output, token) =>
            {
                await output.WriteAsync(head, token);
                await output.WriteAsync(tail, token);
            });
            Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail(content), Cancel)).Outcome);
        }

        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').TrimEnd('\n').Split('\n');
        Assert.Equal(bytes.Length + 1, server.Messages.Count);
        Assert.All(server.Messages, message => Assert.Equal(string.Join("\r\n", lines) + "\r\n", message.ContentText));
    }

    [Fact]
    public async Task The_id_that_the_server_names_is_told()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Reply("250 2.0.0 Ok: queued as 4Xy7Zk1"), message: 1);
        server.At(SmtpPoint.Dot, SmtpFault.Reply("250 OK id=1sXyZ0-0003-AB"), message: 2);
        server.At(SmtpPoint.Dot, SmtpFault.Reply("250 Ok 0102018f2a3b4c5d-6e7f8091-000000"), message: 3);
        server.At(SmtpPoint.Dot, SmtpFault.Reply("250 Ok thanks"), message: 4);
        await using var connection = await Given.ConnectAsync(server);
        var ids = new List<string?>();
        for (var i = 0; i < 4; i++) ids.Add((await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).ServerMessageId);
        Assert.Equal(["4Xy7Zk1", "1sXyZ0-0003-AB", "0102018f2a3b4c5d-6e7f8091-000000", null], ids);
    }

    private sealed class Utf8Header(string text) : SmtpContent
    {
        public override bool Is8Bit => true;

        public override bool RequiresSmtpUtf8 => true;

        public override async ValueTask WriteToAsync(PipeWriter output, CancellationToken cancellationToken) => await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
    }
}
