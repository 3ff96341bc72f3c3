using System.Net.Sockets;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class FaultTests
{
    private static readonly SmtpPoint[] Points =
    [
        SmtpPoint.Connected, SmtpPoint.Greeting, SmtpPoint.Ehlo, SmtpPoint.Mail, SmtpPoint.Rcpt(2), SmtpPoint.Data,
        SmtpPoint.ContentPercent(0), SmtpPoint.ContentPercent(50), SmtpPoint.ContentPercent(100), SmtpPoint.ContentBytes(5), SmtpPoint.Dot, SmtpPoint.Quit,
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Grid => [.. Enumerable.Range(0, Points.Length)];

    [Theory]
    [MemberData(nameof(Grid))]
    public async Task A_close_is_a_FIN_at_each_point(int index)
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(Points[index], SmtpFault.Close);
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);

        await Assert.ThrowsAsync<EndOfStreamException>(() => DialogueAsync(client));

        // Its side ended, ours did not: what we send is still taken, and no reset comes back.
        await client.SendAsync("NOOP\r\n");
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public async Task A_reset_is_an_RST_at_each_point(int index)
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(Points[index], SmtpFault.Reset);

        var e = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var client = await RawClient.ConnectAsync(server.Port, greeted: false);
            await DialogueAsync(client);
        });

        // At the first two points the reset may overtake the end of connect itself.
        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(e.InnerException ?? e).SocketErrorCode);
    }

    [Theory]
    [MemberData(nameof(Grid))]
    public async Task Silence_neither_answers_nor_closes_and_goes_on_reading(int index)
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(Points[index], SmtpFault.Silence);
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);

        var dialogue = DialogueAsync(client);
        await server.WaitForAsync(Points[index], 1, Cancel);

        Assert.False(dialogue.IsCompleted);
        await server.DisposeAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => dialogue);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_whose_reply_is_swallowed_was_accepted_all_the_same(bool half)
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, half ? SmtpFault.HalfReply(2, SmtpFault.Reset) : SmtpFault.Close);
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);

        await Assert.ThrowsAnyAsync<IOException>(() => DialogueAsync(client));

        Assert.Equal(0, Assert.Single(await server.WaitForMessagesAsync(1, Cancel)).ReplyCode);
    }

    [Fact]
    public async Task Half_a_reply_is_half_a_reply()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Greeting, SmtpFault.HalfReply());
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);

        Assert.Equal("220 scripted", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_fault_strikes_only_its_connection_its_message_and_its_number_of_times()
    {
        await using var server = ScriptedSmtpServer.Start();
        var second = server.At(SmtpPoint.Rcpt(1), SmtpFault.Reply("450 second message"), message: 2);
        server.At(SmtpPoint.Ehlo, SmtpFault.Reply("421-go\n421 away"), connection: 2);
        server.At(SmtpPoint.Noop, SmtpFault.Reply("500 once"), times: 1);
        using var one = await RawClient.ConnectAsync(server.Port);
        using var two = await RawClient.ConnectAsync(server.Port);

        Assert.Equal("421-go\n421 away", await two.SayAsync("EHLO two.test"));
        Assert.StartsWith("250", await one.SayAsync("EHLO one.test"), StringComparison.Ordinal);
        Assert.Equal("500 once", await one.SayAsync("NOOP"));
        Assert.Equal("250 2.0.0 Ok", await one.SayAsync("NOOP"));
        foreach (var expected in new[] { "250", "450", "250" })
        {
            await one.SayAsync("MAIL FROM:<a@b.test>");
            Assert.StartsWith(expected, await one.SayAsync("RCPT TO:<c@d.test>"), StringComparison.Ordinal);
            await one.SayAsync("RSET");
        }
        Assert.Equal(1, second.Fired);
    }

    [Fact]
    public async Task A_removed_fault_strikes_no_more()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var client = await RawClient.ConnectAsync(server.Port);
        using (server.At(SmtpPoint.Noop, SmtpFault.Reply("500 no")))
            Assert.Equal("500 no", await client.SayAsync("NOOP"));

        Assert.Equal("250 2.0.0 Ok", await client.SayAsync("NOOP"));
    }

    [Fact]
    public async Task A_421_can_stay_open_or_be_followed_by_a_close()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 busy"), times: 1);
        server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 bye").Then(SmtpFault.Close));
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");

        Assert.Equal("421 4.3.2 busy", await client.SayAsync("MAIL FROM:<a@b.test>"));
        Assert.Equal("503 5.5.1 Need MAIL command", await client.SayAsync("RCPT TO:<c@d.test>"));
        Assert.Equal("421 4.3.2 bye", await client.SayAsync("MAIL FROM:<a@b.test>"));
        Assert.Equal("", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task Only_the_first_of_a_group_is_answered()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Mail, SmtpFault.AnswerOnlyFirstOfGroup);
        using var client = await RawClient.ConnectAsync(server.Port);
        await client.SayAsync("EHLO me.test");
        Assert.StartsWith("250", await client.SayAsync("MAIL FROM:<a@b.test>"), StringComparison.Ordinal);
        await client.SayAsync("RSET");

        await client.SendAsync("MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n");
        Assert.Equal("250 2.1.0 Ok", await client.ReadAsync());
        var next = client.ReadAsync();
        await server.WaitForAsync(SmtpPoint.Mail, 2, Cancel);

        Assert.False(next.IsCompleted);
        Assert.DoesNotContain(server.Commands, command => command.Verb == "RCPT");
        await server.DisposeAsync();
        await Assert.ThrowsAnyAsync<IOException>(() => next);
    }

    [Fact]
    public async Task Everything_behind_the_dot_is_answered_503_and_not_processed()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Answer503BehindTheDot(100));
        using var client = await RawClient.ConnectAsync(server.Port);
        await OpenAsync(client);
        await client.SayAsync("DATA");

        await client.SendAsync("x\r\n.\r\nMAIL FROM:<n@b.test>\r\nRCPT TO:<c@d.test>\r\n");
        Assert.StartsWith("250", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.ReadAsync(), StringComparison.Ordinal);

        Assert.StartsWith("250", await client.SayAsync("MAIL FROM:<n@b.test>"), StringComparison.Ordinal);
        await client.SayAsync("RCPT TO:<c@d.test>");
        await client.SayAsync("DATA");
        await client.SendAsync("y\r\n.\r\n" + new string('z', 101));
        Assert.StartsWith("250", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal(["a@b.test", "n@b.test"], server.Messages.Select(message => message.From));
    }

    [Fact]
    public async Task What_stands_behind_the_dot_is_refused_under_TLS_and_in_several_packets_too()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Tls = ScriptedTls.Implicit);
        server.At(SmtpPoint.Dot, SmtpFault.Answer503BehindTheDot());
        using var client = await RawClient.ConnectAsync(server.Port, greeted: false);
        await client.StartTlsAsync(TestCertificates.Shared.Authority);
        await client.ReadAsync();
        await OpenAsync(client);
        await client.SayAsync("DATA");

        await client.SendAsync("x\r\n.\r\n");
        await client.SendAsync("RSET\r\nMAIL FROM:<n@b.test>\r\n");

        Assert.StartsWith("250 2.0.0 Ok: queued", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("503", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endless_reply_ends_with_the_client()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Ehlo, SmtpFault.Endless("250-more\r\n"u8));
        using (var client = await RawClient.ConnectAsync(server.Port))
        {
            await client.SendAsync("EHLO me.test\r\n");
            for (var i = 0; i < 20_000; i++)
                Assert.Equal("250-more", await client.ReadLineAsync());
        }

        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.NotNull(server.Connections[0].Failure);
    }

    [Fact]
    public async Task A_stall_reads_no_more_and_silence_reads_on()
    {
        foreach (var fault in new[] { SmtpFault.Stall, SmtpFault.Silence })
        {
            await using var server = ScriptedSmtpServer.Start();
            server.At(SmtpPoint.ContentBytes(10), fault);
            using var client = await RawClient.ConnectAsync(server.Port);
            await OpenAsync(client);
            await client.SayAsync("DATA");
            const int octets = 64 * 1024 * 1024;
            var write = client.SendAsync(new byte[octets]);
            await server.WaitForAsync(SmtpPoint.ContentBytes(10), 1, Cancel);
            if (fault == SmtpFault.Silence)
            {
                await write;
                continue;
            }
            await server.DisposeAsync();
            await Assert.ThrowsAnyAsync<IOException>(() => write);
            Assert.True(server.Connections[0].BytesReceived.Length < 1024);
        }
    }

    [Fact]
    public async Task A_reply_in_mid_chunk_is_the_reply_to_that_chunk()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.ContentBytes(3), SmtpFault.Reply("552 5.2.2 Mailbox full"));
        using var client = await RawClient.ConnectAsync(server.Port);
        await OpenAsync(client);

        await client.SendAsync("BDAT 6 LAST\r\nabc");
        Assert.Equal("552 5.2.2 Mailbox full", await client.ReadAsync());
        await client.SendAsync("defNOOP\r\n");
        Assert.Equal("250 2.0.0 Ok", await client.ReadAsync());
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Held_content_goes_on_where_it_stood()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.ContentBytes(2), SmtpFault.Hold(release.Task));
        using var client = await RawClient.ConnectAsync(server.Port);
        await OpenAsync(client);
        await client.SayAsync("DATA");
        await client.SendAsync("abcd\r\n.\r\nNOOP\r\n");
        await server.WaitForAsync(SmtpPoint.ContentBytes(2), 1, Cancel);
        release.SetResult();

        Assert.StartsWith("250 2.0.0 Ok: queued", await client.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Ok", await client.ReadAsync());
        Assert.Equal("abcd\r\n", Assert.Single(server.Messages).ContentText);
    }

    [Fact]
    public async Task Raw_bytes_stand_in_for_a_reply()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.OneBytePerPacket = true);
        server.At(SmtpPoint.Noop, SmtpFault.ReplyBytes("25\0 \u00FF"u8, oneBytePerPacket: true).Then(SmtpFault.Close));
        using var client = await RawClient.ConnectAsync(server.Port);

        await client.SendAsync("NOOP\r\n");

        Assert.Equal("25\0 \u00FF", await client.ReadToEndAsync());
    }

    [Fact]
    public async Task An_idle_connection_is_closed_reset_or_spoken_to_by_the_test()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var closed = await RawClient.ConnectAsync(server.Port);
        using var reset = await RawClient.ConnectAsync(server.Port);
        using var told = await RawClient.ConnectAsync(server.Port);

        server.Connections[0].Close();
        server.Connections[1].Reset();
        await server.Connections[2].SendAsync("421 4.4.2 idle too long");

        Assert.Equal("", await closed.ReadToEndAsync());
        await Assert.ThrowsAsync<IOException>(reset.ReadToEndAsync);
        Assert.Equal("421 4.4.2 idle too long", await told.ReadAsync());
        await server.Connections[1].Ended.WaitAsync(Cancel);
        Assert.Equal("S: 421 4.4.2 idle too long", server.Connections[2].Transcript[^1].ToString());
    }

    [Fact]
    public async Task After_StopListening_connections_are_refused_and_the_standing_one_goes_on()
    {
        await using var server = ScriptedSmtpServer.Start();
        using var client = await RawClient.ConnectAsync(server.Port);
        server.StopListening();

        var e = await Assert.ThrowsAsync<SocketException>(() => RawClient.ConnectAsync(server.Port));
        Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
        Assert.StartsWith("250", await client.SayAsync("NOOP"), StringComparison.Ordinal);
    }

    private static async Task OpenAsync(RawClient client)
    {
        await client.SayAsync("EHLO me.test");
        await client.SayAsync("MAIL FROM:<a@b.test>");
        await client.SayAsync("RCPT TO:<c@d.test>");
    }

    private static async Task DialogueAsync(RawClient client)
    {
        await client.ReadAsync();
        await client.SayAsync("EHLO me.test");
        await client.SayAsync("MAIL FROM:<a@b.test> SIZE=10");
        await client.SayAsync("RCPT TO:<c@d.test>");
        await client.SayAsync("RCPT TO:<e@d.test>");
        await client.SayAsync("DATA");
        await client.SayAsync("12345678\r\n.");
        await client.SayAsync("QUIT");
        throw new InvalidOperationException("The dialogue was not disturbed.");
    }
}
