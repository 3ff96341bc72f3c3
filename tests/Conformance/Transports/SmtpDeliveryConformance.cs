using System.Text;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;
using Xunit;

namespace Leadmetrics.Conformance.Transports;

/// <summary>What is delivered, and what is said of it: the content's octets, the envelope, every recipient's answer, every refusal.</summary>
public abstract class SmtpDeliveryConformance : SmtpTransportConformance
{
    private static CancellationToken Cancel => Given.Cancel;

    public static TheoryData<string> Contents => ["dots", "one dot", "long line", "long header", "long", "eight bits", "no body"];

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Message_is_delivered_once_with_its_envelope(bool pipelining, bool chunking)
    {
        await using var server = ScriptedSmtpServer.Start(o => (o.Capabilities.Pipelining, o.Capabilities.Chunking) = (pipelining, chunking));
        await using var transport = Open(server);
        var result = await transport.SendAsync(Given.Mail("a@client.test", "b@server.test", "c@server.test"), Cancel);

        Assert.Equal((SmtpOutcome.Accepted, SmtpPhase.Replied, 250), (result.Outcome, result.Phase, result.Reply!.Code));
        Assert.Equal(["b@server.test", "c@server.test"], result.Recipients.Select(recipient => recipient.Recipient.ToString()));
        Assert.All(result.Recipients, recipient => Assert.Equal((SmtpOutcome.Accepted, 250), (recipient.Outcome, recipient.Reply!.Code)));
        var message = Assert.Single(server.Messages);
        Assert.Equal(message.Id, result.ServerMessageId);
        Assert.Equal("a@client.test", message.From);
        Assert.Equal(["b@server.test", "c@server.test"], message.Recipients.Select(recipient => recipient.Address));
        Assert.Equal("Subject: from a@client.test\r\n\r\nHello\r\n", message.ContentText);
        Assert.Equal(Given.Name.Value, message.EhloName);
        Assert.Equal(["SIZE"], message.MailParameters.Keys);
        Assert.Equal(Given.Number(message.Size), message.MailParameters["SIZE"]);
    }

    [Fact]
    public async Task Header_in_UTF8_asks_for_SMTPUTF8_and_is_refused_where_it_is_not_offered()
    {
        const string Content = "Reply-To: jürgen@client.test\r\n\r\nHello\r\n";
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await using var old = ScriptedSmtpServer.Start(o => o.Capabilities.SmtpUtf8 = false);
        await using var other = Open(old);

        await transport.SendAsync(Given.Mail(new Utf8Header(Content)), Cancel);
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        var refused = await Assert.ThrowsAsync<SmtpException>(() => other.SendAsync(Given.Mail(new Utf8Header(Content)), Cancel));

        Assert.Equal(["BODY", "SIZE", "SMTPUTF8"], server.Messages[0].MailParameters.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Content, server.Messages[0].ContentText);
        Assert.Equal(["SIZE"], server.Messages[1].MailParameters.Keys);
        Assert.Equal((SmtpFailure.NotSupported, SmtpPhase.Mail), (refused.Failure, refused.Phase));
        Assert.Empty(old.Messages);
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public async Task Content_arrives_octet_for_octet(string kind)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        var content = Octets(kind);
        var wanted = content.ToArray();

        // In pieces that end anywhere, as a stream's do.
        var written = Given.Written(
            async (output, token) =>
            {
                for (var (at, size) = (0, 1); at < content.Length; at += size, size = (size * 3) + 1)
                {
                    size = Math.Min(size, content.Length - at);
                    await output.WriteAsync(content.AsMemory(at, size), token);
                }
            },
            content.Length);
        await transport.SendAsync(Given.Mail(SmtpContent.FromBytes(content)), Cancel);
        await transport.SendAsync(Given.Mail(written), Cancel);

        Assert.Equal(2, server.Messages.Count);
        Assert.All(server.Messages, message => Assert.True(message.Content.Span.SequenceEqual(wanted), $"{kind}: {message.Content.Length} of {wanted.Length} octets"));
        Assert.All(server.Messages, message => Assert.Equal(Given.Number(wanted.Length), message.MailParameters["SIZE"]));
        Assert.Equal(kind == "eight bits" ? "8BITMIME" : null, server.Messages[0].MailParameters.GetValueOrDefault("BODY"));
    }

    [Fact]
    public async Task Line_ends_are_made_CRLF_and_the_last_line_is_ended()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = false);
        await using var transport = Open(server);
        await transport.SendAsync(Given.Mail(Given.Text("Subject: x\nX-Y: z\r\n\r\none\ntwo\rthree\r\n\n.\nend")), Cancel);
        Assert.Equal("Subject: x\r\nX-Y: z\r\n\r\none\r\ntwo\r\nthree\r\n\r\n.\r\nend\r\n", Assert.Single(server.Messages).ContentText);
    }

    [Fact]
    public async Task Content_of_unknown_length_is_sent_without_SIZE()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        var octets = Octets("long");
        await transport.SendAsync(Given.Mail(Given.Written(async (output, token) => await output.WriteAsync(octets, token))), Cancel);
        var message = Assert.Single(server.Messages);
        Assert.True(message.Content.Span.SequenceEqual(octets));
        Assert.DoesNotContain("SIZE", message.MailParameters.Keys);
    }

    [Fact]
    public async Task Server_that_offers_nothing_is_asked_for_nothing()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities = new() { Pipelining = false, Chunking = false, EightBitMime = false, SmtpUtf8 = false, Dsn = false, Size = null });
        await using var transport = Open(server);
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Empty(Assert.Single(server.Messages).MailParameters);
        Assert.All(server.Commands, command => Assert.False(command.Pipelined));
    }

    [Fact]
    public async Task Null_reverse_path_is_empty()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await transport.SendAsync(new SmtpTransaction(null, [Given.Box("b@server.test")], Given.Text("Subject: bounce\r\n\r\n")), Cancel);
        Assert.Equal("", Assert.Single(server.Messages).From);
    }

    [Theory]
    [InlineData("jane.doe+tag@xn--bcher-kva.example")]
    [InlineData("\"jane doe\"@server.test")]
    [InlineData("b@[127.0.0.1]")]
    public async Task Address_goes_over_the_wire_as_it_is_written(string address)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await transport.SendAsync(Given.Mail(address, address), Cancel);
        var message = Assert.Single(server.Messages);
        Assert.Equal((address, address), (message.From, message.Recipients[0].Address));
        Assert.DoesNotContain("SMTPUTF8", message.MailParameters.Keys);
    }

    [Fact]
    public async Task SMTPUTF8_is_said_where_an_address_needs_it_and_there_alone()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await transport.SendAsync(Given.Mail("jürgen@client.test", "b@server.test"), Cancel);
        await transport.SendAsync(Given.Mail("a@client.test", "jürgen@server.test"), Cancel);
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal([true, true, false], server.Messages.Select(message => message.MailParameters.ContainsKey("SMTPUTF8")));
        Assert.Equal(["jürgen@client.test", "a@client.test", "a@client.test"], server.Messages.Select(message => message.From));
        Assert.Equal(["b@server.test", "jürgen@server.test", "b@server.test"], server.Messages.Select(message => message.AcceptedRecipients[0]));
    }

    [Fact]
    public async Task Without_SMTPUTF8_such_a_message_is_not_supported_and_nothing_is_sent()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.SmtpUtf8 = false);
        await using var transport = Open(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "jürgen@server.test"), Cancel));
        Assert.Equal((SmtpFailure.NotSupported, false, true), (exception.Failure, exception.IsUncertain, exception.ConnectionSurvives));
        Assert.DoesNotContain(server.Commands, command => command.Verb == "MAIL");
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Message_larger_than_SIZE_is_too_large_and_nothing_is_sent()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Size = 1_000);
        await using var transport = Open(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail(SmtpContent.FromBytes(Octets("long"))), Cancel));
        Assert.Equal((SmtpFailure.TooLarge, false, true), (exception.Failure, exception.IsUncertain, exception.ConnectionSurvives));
        Assert.DoesNotContain(server.Commands, command => command.Verb == "MAIL");
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Single(server.Connections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_recipient_does_not_fail_the_others(bool pipelining)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Pipelining = pipelining;
            o.RecipientReplies["no@server.test"] = "550 5.1.1 No such user";
            o.RecipientReplies["later@server.test"] = "451 4.3.0 Later";
        });
        await using var transport = Open(server);
        var result = await transport.SendAsync(Given.Mail("a@client.test", "no@server.test", "yes@server.test", "later@server.test"), Cancel);
        Assert.Equal((SmtpOutcome.Accepted, SmtpPhase.Replied), (result.Outcome, result.Phase));
        Assert.Equal([SmtpOutcome.Rejected, SmtpOutcome.Accepted, SmtpOutcome.Deferred], result.Recipients.Select(recipient => recipient.Outcome));
        Assert.Equal([550, 250, 451], result.Recipients.Select(recipient => recipient.Reply!.Code));
        Assert.Equal(new EnhancedStatusCode(5, 1, 1), result.Recipients[0].Reply!.EnhancedCode);
        Assert.Equal(["yes@server.test"], Assert.Single(server.Messages).AcceptedRecipients);
    }

    [Theory]
    [InlineData("550 550", SmtpOutcome.Rejected, 550)]
    [InlineData("451 451", SmtpOutcome.Deferred, 451)]
    [InlineData("550 451", SmtpOutcome.Deferred, 451)]
    public async Task Where_every_recipient_is_refused_nothing_is_delivered(string codes, SmtpOutcome outcome, int decisive)
    {
        var words = codes.Split(' ');
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.RecipientReplies["b@server.test"] = $"{words[0]} first";
            o.RecipientReplies["c@server.test"] = $"{words[1]} second";
        });
        await using var transport = Open(server);
        var result = await transport.SendAsync(Given.Mail("a@client.test", "b@server.test", "c@server.test"), Cancel);
        Assert.Equal((outcome, SmtpPhase.Rcpt, decisive), (result.Outcome, result.Phase, result.Reply!.Code));
        Assert.Equal(words, result.Recipients.Select(recipient => Given.Number(recipient.Reply!.Code)));
        Assert.Empty(server.Messages);
    }

    [Theory]
    [InlineData("MAIL 550", SmtpPhase.Mail, SmtpOutcome.Rejected)]
    [InlineData("MAIL 451", SmtpPhase.Mail, SmtpOutcome.Deferred)]
    [InlineData("MAIL 503", SmtpPhase.Mail, SmtpOutcome.Deferred)]
    [InlineData("MAIL 530", SmtpPhase.Mail, SmtpOutcome.Rejected)]
    [InlineData("RCPT 530", SmtpPhase.Rcpt, SmtpOutcome.Rejected)]
    [InlineData("DATA 554", SmtpPhase.Data, SmtpOutcome.Rejected)]
    [InlineData("DATA 451", SmtpPhase.Data, SmtpOutcome.Deferred)]
    [InlineData("DOT 554", SmtpPhase.Replied, SmtpOutcome.Rejected)]
    [InlineData("DOT 452", SmtpPhase.Replied, SmtpOutcome.Deferred)]
    [InlineData("DOT 251", SmtpPhase.Replied, SmtpOutcome.Accepted)]
    [InlineData("DOT 530", SmtpPhase.Replied, SmtpOutcome.Rejected)]
    public async Task Refusal_is_a_value_and_the_next_message_is_its_own(string where, SmtpPhase phase, SmtpOutcome outcome)
    {
        var words = where.Split(' ');
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = false);
        var point = words[0] switch { "MAIL" => SmtpPoint.Mail, "RCPT" => SmtpPoint.Rcpt(), "DATA" => SmtpPoint.Data, _ => SmtpPoint.Dot };
        server.At(point, SmtpFault.Reply($"{words[1]}-5.7.0 said\n{words[1]} the script"), connection: 1, message: 1);
        await using var transport = Open(server);
        var first = await transport.SendAsync(Given.Mail("first@client.test", "b@server.test", "c@server.test"), Cancel);
        var second = await transport.SendAsync(Given.Mail("second@client.test", "d@server.test"), Cancel);

        Assert.Equal((outcome, phase), (first.Outcome, first.Phase));
        Assert.Equal((words[1], "5.7.0 said the script"), (Given.Number(first.Reply!.Code), first.Reply.Text));
        Assert.All(first.Recipients, recipient => Assert.Equal(outcome, recipient.Outcome));
        Assert.Equal(SmtpOutcome.Accepted, second.Outcome);
        var message = server.Messages[^1];
        Assert.Equal(outcome == SmtpOutcome.Accepted ? 2 : 1, server.Messages.Count);
        Assert.Equal("second@client.test", message.From);
        Assert.Equal(["d@server.test"], message.AcceptedRecipients);
        Assert.Contains("from second@client.test", message.ContentText, StringComparison.Ordinal);
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Content_whose_length_was_a_lie_is_not_delivered()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        var content = Given.Written(async (output, token) => await output.WriteAsync("Subject: x\r\n\r\nshort\r\n"u8.ToArray(), token), length: 1_000);
        await Assert.ThrowsAsync<InvalidOperationException>(() => transport.SendAsync(Given.Mail(content), Cancel));
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal("a@client.test", Assert.Single(server.Messages).From);
        Assert.Contains("from a@client.test", server.Messages[0].ContentText, StringComparison.Ordinal);
    }

    private static byte[] Octets(string kind) => Encoding.UTF8.GetBytes(kind switch
    {
        "dots" => "Subject: dots\r\n\r\n.\r\n..\r\n.a\r\n...\r\na.\r\n\r\n.\r\n",
        "one dot" => "Subject: x\r\n\r\n.\r\n",
        "long line" => $"Subject: x\r\n folded\r\n\tonce more\r\n\r\n{new string('x', 70_000)}\r\n",
        "long header" => string.Concat(Enumerable.Range(0, 2_000).Select(i => $"X-{i}: RSET\r\n QUIT\r\n\tDATA {i}\r\n")) + "\r\nbody\r\n",
        "eight bits" => "Subject: Grüße\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße\r\n",
        "no body" => "Content-Type: text/plain\r\nFrom: a@client.test\r\n\r\n",
        _ => "Subject: long\r\n\r\n" + string.Concat(Enumerable.Range(0, 40_000).Select(i => $".{i} is a line of its own\r\n")),
    });

    private sealed class Utf8Header(string content) : SmtpContent
    {
        private readonly byte[] _content = Encoding.UTF8.GetBytes(content);

        public override long? Length => _content.Length;

        public override bool Is8Bit => true;

        public override bool RequiresSmtpUtf8 => true;

        public override async ValueTask WriteToAsync(System.IO.Pipelines.PipeWriter output, CancellationToken cancellationToken) => await output.WriteAsync(_content, cancellationToken);
    }
}
