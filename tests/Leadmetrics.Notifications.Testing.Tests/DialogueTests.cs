using System.Text;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class DialogueTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_kept_with_its_envelope_and_its_content()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var client = await RawClient.ConnectAsync(server.Port);

        Assert.Equal(
            "250-scripted.test greets me.test\n250-PIPELINING\n250-SIZE 52428800\n250-ENHANCEDSTATUSCODES\n250-8BITMIME\n250-DSN\n250-SMTPUTF8\n250 CHUNKING",
            await client.SayAsync("EHLO me.test"));
        Assert.Equal("250 2.1.0 Ok", await client.SayAsync("MAIL FROM:<a@b.test> SIZE=12 BODY=8BITMIME"));
        Assert.Equal("250 2.1.5 Ok", await client.SayAsync("RCPT TO:<c@d.test> NOTIFY=NEVER"));
        Assert.StartsWith("354 ", await client.SayAsync("DATA"), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Ok: queued as 00000001", await client.SayAsync("Subject: x\r\n\r\nhello\r\n."));
        Assert.Equal("221 2.0.0 Bye", await client.SayAsync("QUIT"));
        Assert.Equal("", await client.ReadToEndAsync());

        var message = Assert.Single(await server.WaitForMessagesAsync(1, Cancel));
        Assert.Equal("a@b.test", message.From);
        Assert.Equal("12", message.MailParameters["SIZE"]);
        var recipient = Assert.Single(message.Recipients);
        Assert.Equal(("c@d.test", "250 2.1.5 Ok", true), (recipient.Address, recipient.Reply, recipient.Accepted));
        Assert.Equal("NEVER", recipient.Parameters["NOTIFY"]);
        Assert.Equal("Subject: x\r\n\r\nhello\r\n", message.ContentText);
        Assert.Equal("me.test", message.EhloName);
        Assert.Equal(250, message.ReplyCode);
        Assert.False(message.ByBdat);
        Assert.Equal(["EHLO", "MAIL", "RCPT", "DATA", "QUIT"], server.Commands.Select(command => command.Verb));
        Assert.Equal("C: [content: 21 octets]", server.Connections[0].Transcript[^4].ToString());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("..\r\n", ".\r\n")]
    [InlineData("a\r\n..\r\nb\r\n", "a\r\n.\r\nb\r\n")]
    [InlineData("...x\r\n", "..x\r\n")]
    [InlineData("a\n.\nb\r\n", "a\n.\nb\r\n")]
    [InlineData("a\r.\rb\r\n", "a\r.\rb\r\n")]
    [InlineData("a\n.\r\nb\r\n", "a\n.\r\nb\r\n")]
    [InlineData("a\r\n.\nb\r\n", "a\r\n\nb\r\n")]
    public async Task Dots_are_unstuffed_and_only_CRLF_dot_CRLF_ends_the_content(string wire, string content)
    {
        foreach (var step in new[] { int.MaxValue, 1 })
        {
            await using var server = ScriptedSmtpServer.Start();
            using var client = await RawClient.ConnectAsync(server.Port);
            await OpenAsync(client);
            await client.SayAsync("DATA");

            foreach (var piece in Encoding.ASCII.GetBytes(wire + ".\r\n").Chunk(step))
                await client.SendAsync(piece);

            Assert.StartsWith("250", await client.ReadAsync(), StringComparison.Ordinal);
            Assert.Equal(content, Assert.Single(server.Messages).ContentText);
            Assert.StartsWith("250", await client.SayAsync("NOOP"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_group_is_answered_at_once_and_marked_as_pipelined()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");

        await client.SendAsync("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nRCPT TO:<e@f.test>\r\nDATA\r\n");
        for (var i = 0; i < 4; i++)
            await client.ReadAsync();
        await client.SendAsync("one\r\n.\r\nRSET\r\nMAIL FROM:<g@h.test>\r\n");
        for (var i = 0; i < 3; i++)
            Assert.StartsWith("250", await client.ReadAsync(), StringComparison.Ordinal);

        var commands = server.Commands;
        Assert.Equal([false, false, true, true, true, true, true], commands.Select(command => command.Pipelined));
        Assert.Single(commands.Skip(1).Take(4).Select(command => command.ReadNumber).Distinct());
        Assert.Equal(46, commands[1].OctetsBehind);
    }

    [Fact]
    public async Task Chunks_are_joined_octet_for_octet_and_what_stands_behind_them_is_a_command()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var client = await RawClient.ConnectAsync(server.Port);
        await OpenAsync(client);

        await client.SendAsync("BDAT 7\r\n.\r\n.\r\nxBDAT 3\r\n\r\n.BDAT 2 LAST\r\n\r\nNOOP\r\n");
        Assert.Equal("250 2.0.0 Ok: 7 octets", await client.ReadAsync());
        Assert.Equal("250 2.0.0 Ok: 3 octets", await client.ReadAsync());
        Assert.StartsWith("250 2.0.0 Ok: queued", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Ok", await client.ReadAsync());

        var message = Assert.Single(server.Messages);
        Assert.Equal(".\r\n.\r\nx\r\n.\r\n", message.ContentText);
        Assert.True(message.ByBdat);
        Assert.Equal([7, 3, 2], message.Chunks);
    }

    [Theory]
    [InlineData(false, "503")]
    [InlineData(true, "250")]
    public async Task A_transaction_that_was_not_reset_keeps_its_sender(bool silently, string answer)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.RecipientReplies["no@d.test"] = "550 5.1.1 No such user";
            o.KeepFirstSender = silently;
        });
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");
        await client.SayAsync("MAIL FROM:<old@b.test>");
        Assert.StartsWith("550", await client.SayAsync("RCPT TO:<NO@d.test>"), StringComparison.Ordinal);
        Assert.StartsWith("554", await client.SayAsync("DATA"), StringComparison.Ordinal);

        Assert.StartsWith(answer, await client.SayAsync("MAIL FROM:<new@b.test>"), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SayAsync("RCPT TO:<c@d.test>"), StringComparison.Ordinal);
        await client.SayAsync("DATA");
        await client.SayAsync("x\r\n.");

        var message = Assert.Single(server.Messages);
        Assert.Equal("old@b.test", message.From);
        Assert.Equal(["c@d.test"], message.AcceptedRecipients);
        Assert.Equal(2, message.Recipients.Count);
    }

    [Fact]
    public async Task A_refused_chunk_refuses_the_following_ones_until_RSET()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Chunk, SmtpFault.Reply("552 5.3.4 No room"), times: 1);
        using var client = await RawClient.ConnectAsync(server.Port);
        await OpenAsync(client);

        Assert.StartsWith("552", await client.SayAsync("BDAT 2\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.SayAsync("BDAT 2 LAST\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.SayAsync("MAIL FROM:<n@b.test>"), StringComparison.Ordinal);
        await client.SayAsync("RSET");
        Assert.StartsWith("250", await client.SayAsync("MAIL FROM:<n@b.test>"), StringComparison.Ordinal);
        Assert.Empty(server.Messages);
    }

    [Theory]
    [InlineData("MAIL FROM:<a@b.test> SIZE=11", "552")]
    [InlineData("MAIL FROM:<a@b.test> NONSENSE", "555")]
    [InlineData("MAIL FROM:<\u00E4@b.test>", "553")]
    [InlineData("MAIL FROM:<\u00E4@b.test> SMTPUTF8", "250")]
    [InlineData("MAIL FROM:<\"a>b\"@c.test>", "250")]
    [InlineData("MAIL FROM:<>", "250")]
    [InlineData("MAIL FROM: a@b.test", "501")]
    [InlineData("RCPT TO:<a@b.test>", "503")]
    [InlineData("DATA", "503")]
    [InlineData("HELP", "500")]
    [InlineData("STARTTLS", "502")]
    [InlineData("BDAT x", "501")]
    [InlineData("AUTH PLAIN", "502")]
    [InlineData("VRFY a", "252")]
    public async Task Each_command_is_judged(string line, string code)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Size = 10);
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");

        Assert.StartsWith(code, await client.SayAsync(line), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_servers_own_replies_follow_the_tables_and_functions()
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.SenderReply = from => from == "bad@b.test" ? "550 5.7.1 Not you" : null;
            o.RecipientReply = to => to.StartsWith("grey", StringComparison.Ordinal) ? "451 4.7.1 Later" : null;
            o.MessageReply = message => message.ContentText.Contains("spam", StringComparison.Ordinal) ? "554 5.7.1 Spam" : null;
            o.MaxRecipients = 1;
            o.Capabilities.EnhancedStatusCodes = false;
        });
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");

        Assert.Equal("550 Not you", await client.SayAsync("MAIL FROM:<bad@b.test>"));
        Assert.Equal("250 Ok", await client.SayAsync("MAIL FROM:<a@b.test>"));
        Assert.Equal("451 Later", await client.SayAsync("RCPT TO:<grey@d.test>"));
        Assert.Equal("250 Ok", await client.SayAsync("RCPT TO:<c@d.test>"));
        Assert.Equal("452 Too many recipients", await client.SayAsync("RCPT TO:<e@d.test>"));
        await client.SayAsync("DATA");
        Assert.Equal("554 Spam", await client.SayAsync("spam\r\n."));
        Assert.Empty(server.Messages);
        Assert.Equal(554, Assert.Single(server.RefusedMessages).ReplyCode);
    }

    [Fact]
    public async Task Pipelined_commands_can_be_refused_with_a_hang_up()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RefusePipelinedCommands = true);
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");

        await client.SendAsync("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n");

        Assert.Equal("250 2.1.0 Ok\r\n500 5.5.1 Pipelining not supported\r\n", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Octets_before_the_greeting_are_counted()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Connected, SmtpFault.Hold(release.Task));
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);
        await client.SendAsync("EHLO early.test\r\n");
        await server.WaitForAsync(SmtpPoint.Connected, 1, Cancel);
        release.SetResult();

        await client.ReadAsync();
        await client.ReadAsync();
        Assert.Equal(17, server.Connections[0].OctetsBeforeGreeting);
    }

    [Fact]
    public async Task A_thousand_messages_over_one_connection_arrive_in_order()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");
        var body = new string('x', 2000);

        for (var i = 0; i < 1000; i++)
        {
            await client.SendAsync($"MAIL FROM:<a{i}@b.test>\r\nRCPT TO:<c@d.test>\r\nBDAT 2000 LAST\r\n{body}");
            for (var reply = 0; reply < 3; reply++)
                Assert.StartsWith("250", await client.ReadAsync(), StringComparison.Ordinal);
        }

        var messages = await server.WaitForMessagesAsync(1000, Cancel);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"a{i}@b.test"), messages.Select(message => message.From));
        Assert.All(messages, message => Assert.Equal(2000, message.Size));
    }

    [Fact]
    public async Task It_listens_on_both_families_with_one_port()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "this machine has no IPv6");
        await using var server = ScriptedSmtpServer.Start(o => o.ListenOnIPv6 = true);

        using var six = await RawClient.ConnectAsync(server.Port, host: "::1");
        using var four = await RawClient.ConnectAsync(server.Port);

        Assert.Equal(2, (await server.WaitForConnectionsAsync(2, Cancel)).Count);
    }

    private static async Task OpenAsync(RawClient client)
    {
        await client.SayAsync("EHLO me.test");
        await client.SayAsync("MAIL FROM:<a@b.test>");
        await client.SayAsync("RCPT TO:<c@d.test>");
    }
}
