using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

public sealed class LossTests
{
    private static readonly (string Name, SmtpPoint Point, SmtpPhase Phase)[] BeforeMail =
    [
        ("connected", SmtpPoint.Connected, SmtpPhase.Greeting),
        ("greeting", SmtpPoint.Greeting, SmtpPhase.Greeting),
        ("EHLO", SmtpPoint.Ehlo, SmtpPhase.Ehlo),
        ("AUTH", SmtpPoint.Auth, SmtpPhase.Auth),
        ("AUTH continuation 1", SmtpPoint.AuthContinuation(1), SmtpPhase.Auth),
        ("AUTH continuation 2", SmtpPoint.AuthContinuation(2), SmtpPhase.Auth),
    ];

    private static readonly (string Name, SmtpPoint Point, SmtpPhase Phase)[] InTheMessage =
    [
        ("MAIL", SmtpPoint.Mail, SmtpPhase.Mail),
        ("RCPT 1", SmtpPoint.Rcpt(1), SmtpPhase.Rcpt),
        ("RCPT 2", SmtpPoint.Rcpt(2), SmtpPhase.Rcpt),
        ("DATA", SmtpPoint.Data, SmtpPhase.Data),
        ("0 %", SmtpPoint.ContentPercent(0), SmtpPhase.Data),
        ("50 %", SmtpPoint.ContentPercent(50), SmtpPhase.Data),
        ("dot", SmtpPoint.Dot, SmtpPhase.DotSent),
    ];

    private static CancellationToken Cancel => Given.Cancel;

    public static TheoryData<string, string> Connecting => Grid(BeforeMail, "FIN", "RST", "silence", "half");

    public static TheoryData<string, string, bool> Sending
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var (name, point, _) in InTheMessage)
            {
                foreach (var fault in new[] { "FIN", "RST", "silence", "half" })
                {
                    // Where no reply is due there is no half of one.
                    if (fault == "half" && point.Kind == SmtpPointKind.ContentPercent) continue;
                    data.Add(name, fault, true);
                    data.Add(name, fault, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Connecting))]
    public async Task A_connection_that_breaks_while_it_is_made_says_where(string where, string how)
    {
        var (_, point, phase) = BeforeMail.Single(entry => entry.Name == where);
        // No reply is due yet where the connection has just been made.
        if (how == "half" && point.Kind == SmtpPointKind.Connected) how = "FIN";
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Auth.Add("LOGIN");
            o.AcceptAnyCredentials = true;
        });
        server.At(point, Fault(how));
        var clock = new ManualClock();
        var options = Given.OptionsFor(server) with { TimeProvider = clock, Credentials = new SmtpPasswordCredentials("user", "password") };

        var connecting = SmtpConnection.ConnectAsync(options, null, Cancel);
        if (how == "silence")
        {
            await server.WaitForAsync(point, 1, Cancel);
            // The server may be silent before we have seen that we are connected.
            await clock.WhenTimerIsSetAsync(phase == SmtpPhase.Greeting ? SmtpTimeouts.Default.Greeting : SmtpTimeouts.Default.Session);
            clock.Advance(TimeSpan.FromSeconds(61));
        }

        var exception = await Assert.ThrowsAsync<SmtpException>(() => connecting);
        // A reset may be seen before the connect itself has ended.
        if (how == "RST" && point.Kind is SmtpPointKind.Connected or SmtpPointKind.Greeting && exception.Phase == SmtpPhase.Connect) return;
        Assert.Equal((how == "silence" ? SmtpFailure.Timeout : SmtpFailure.ConnectionLost, phase), (exception.Failure, exception.Phase));
    }

    [Theory]
    [MemberData(nameof(Sending))]
    public async Task Before_the_dot_nothing_is_uncertain_and_after_it_everything_is(string where, string how, bool pipelining)
    {
        var (_, point, phase) = InTheMessage.Single(entry => entry.Name == where);
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Pipelining = pipelining);
        server.At(point, Fault(how), connection: 1);
        var clock = new ManualClock();
        var options = Given.OptionsFor(server) with { TimeProvider = clock };
        await using var connection = await SmtpConnection.ConnectAsync(options, null, Cancel);

        var sending = connection.SendAsync(Given.Mail("a@client.test", "b@server.test", "c@server.test"), Cancel);
        if (how == "silence")
        {
            await server.WaitForAsync(point, 1, Cancel);
            await PassAsync(clock, sending);
        }

        var exception = await Assert.ThrowsAsync<SmtpException>(() => sending);
        // The content is one write that ends in the dot: a server that hangs up in its middle did not get to the dot, but we cannot know.
        var inContent = point.Kind == SmtpPointKind.ContentPercent;
        // The clock may move before we have read the replies ahead of the silence.
        var mayBeEarlier = how == "silence" && (inContent || (pipelining && phase < SmtpPhase.DotSent));
        Assert.InRange(exception.Phase, mayBeEarlier ? SmtpPhase.Mail : phase, inContent ? SmtpPhase.DotSent : phase);
        Assert.Equal(how == "silence" ? SmtpFailure.Timeout : SmtpFailure.ConnectionLost, exception.Failure);
        Assert.Equal(exception.Phase == SmtpPhase.DotSent, exception.IsUncertain);
        if (exception.IsUncertain) return;

        Assert.Empty(server.Messages);
        await using var fresh = await SmtpConnection.ConnectAsync(options, null, Cancel);
        Assert.Equal(SmtpOutcome.Accepted, (await fresh.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_middle_of_long_content_leaves_nothing_uncertain()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.ContentBytes(1_000_000), SmtpFault.Reset);
        await using var connection = await Given.ConnectAsync(server);
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'x');
        var content = Given.Content(async (output, token) =>
        {
            for (var i = 0; i < 1_000; i++) await output.WriteAsync(block, token);
        });
        var exception = await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail(content), Cancel));
        Assert.Equal((SmtpFailure.ConnectionLost, SmtpPhase.Data), (exception.Failure, exception.Phase));
    }

    [Fact]
    public async Task A_server_that_stops_reading_is_given_up_after_the_time_for_a_block()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.ContentBytes(1), SmtpFault.Stall);
        var clock = new ManualClock();
        await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { TimeProvider = clock }, null, Cancel);
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'x');
        var sending = connection.SendAsync(
            Given.Mail(Given.Content(async (output, token) =>
            {
                while (true) await output.WriteAsync(block, token);
            })),
            Cancel);
        // Set when a write comes to a halt; the kernel may yet take a little more, so the clock moves until it is over.
        await clock.WhenTimerIsSetAsync(SmtpTimeouts.Default.DataBlock);
        await PassAsync(clock, sending);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => sending);
        Assert.Equal((SmtpFailure.Timeout, SmtpPhase.Data), (exception.Failure, exception.Phase));
    }

    [Theory]
    [InlineData("2x0 what\r\n")]
    [InlineData("250-a\r\n251 b\r\n")]
    [InlineData("099 no\r\n")]
    [InlineData("354 again\r\n")]
    [InlineData("250 a\0b\r\n")]
    public async Task A_malformed_reply_to_the_dot_is_uncertain(string bytes)
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.ReplyBytes(System.Text.Encoding.ASCII.GetBytes(bytes)));
        await using var connection = await Given.ConnectAsync(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Protocol, SmtpPhase.DotSent, true), (exception.Failure, exception.Phase, exception.IsUncertain));
    }

    [Theory]
    [InlineData("250 first\r\n250 nobody asked\r\n")]
    public async Task A_reply_to_nothing_ends_the_connection(string bytes)
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.ReplyBytes(System.Text.Encoding.ASCII.GetBytes(bytes)));
        await using var connection = await Given.ConnectAsync(server);
        Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
    }

    [Fact]
    public async Task A_server_that_advertises_PIPELINING_and_cannot_do_it_is_a_timeout_not_a_hang()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Mail, SmtpFault.AnswerOnlyFirstOfGroup);
        var clock = new ManualClock();
        await using var connection = await SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { TimeProvider = clock }, null, Cancel);
        var sending = connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Mail, 1, Cancel);
        await PassAsync(clock, sending);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => sending);
        Assert.Equal((SmtpFailure.Timeout, false), (exception.Failure, exception.IsUncertain));
    }

    [Theory]
    [InlineData("421 4.3.2 Not now", SmtpFailure.Refused)]
    [InlineData("554 5.3.2 Never", SmtpFailure.Refused)]
    [InlineData("450 4.3.2 Later", SmtpFailure.Refused)]
    [InlineData("HTTP/1.1 400 Bad Request", SmtpFailure.Protocol)]
    [InlineData("SSH-2.0-OpenSSH_9.6", SmtpFailure.Protocol)]
    [InlineData("* OK IMAP4rev1", SmtpFailure.Protocol)]
    [InlineData("+OK POP3", SmtpFailure.Protocol)]
    public async Task A_greeting_that_is_none_ends_it_there(string greeting, SmtpFailure failure)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Greeting = greeting);
        var trace = new SmtpConnectTrace();
        var exception = await Assert.ThrowsAsync<SmtpException>(() => Given.ConnectAsync(server, trace));
        Assert.Equal((failure, SmtpPhase.Greeting), (exception.Failure, exception.Phase));
        if (failure == SmtpFailure.Refused) Assert.Equal(trace.Greeting!.Code, exception.Reply!.Code);
        Assert.Equal([(SmtpPhase.Connect, true), (SmtpPhase.Greeting, false)], trace.Steps.Select(step => (step.Phase, step.Succeeded)));
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Empty(server.Commands);
    }

    [Fact]
    public async Task An_endless_greeting_is_cut_off()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Greeting, SmtpFault.ReplyBytes(new byte[1_000_000].Select(_ => (byte)'2').ToArray()));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => Given.ConnectAsync(server));
        Assert.Equal((SmtpFailure.Protocol, SmtpPhase.Greeting), (exception.Failure, exception.Phase));
    }

    [Fact]
    public async Task A_closed_port_and_an_unknown_host_are_told_apart()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.StopListening();
        var refused = await Assert.ThrowsAsync<SmtpException>(() => Given.ConnectAsync(server));
        Assert.Equal((SmtpFailure.Connect, SmtpPhase.Connect), (refused.Failure, refused.Phase));
        Assert.Contains("refused the connection", refused.Message, StringComparison.Ordinal);

        var unknown = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(Given.OptionsFor(server) with { Host = "nowhere.invalid" }, null, Cancel));
        Assert.Equal((SmtpFailure.Dns, SmtpPhase.Connect), (unknown.Failure, unknown.Phase));
    }

    [Fact]
    public async Task EHLO_falls_back_to_HELO_where_nothing_of_it_is_needed()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Ehlo, SmtpFault.Reply("502 5.5.1 Not here"), times: 1);
        await using var connection = await Given.ConnectAsync(server);
        Assert.Equal(["EHLO", "HELO"], server.Commands.Select(command => command.Verb));
        Assert.False(connection.Capabilities.Pipelining);
        Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);

        server.At(SmtpPoint.Ehlo, SmtpFault.Reply("502 5.5.1 Not here"));
        var options = Given.OptionsFor(server) with { Credentials = new SmtpPasswordCredentials("user", "password") };
        var exception = await Assert.ThrowsAsync<SmtpException>(() => SmtpConnection.ConnectAsync(options, null, Cancel));
        Assert.Equal((SmtpFailure.Refused, SmtpPhase.Ehlo), (exception.Failure, exception.Phase));
        Assert.Equal("EHLO", server.Commands[^1].Verb);
    }

    // Each reply that is read meanwhile restarts its time: the clock moves until none is left.
    private static async Task PassAsync(ManualClock clock, Task sending)
    {
        while (!sending.IsCompleted)
        {
            clock.Advance(TimeSpan.FromMinutes(11));
            await Task.Yield();
        }
    }

    private static SmtpFault Fault(string how) => how switch
    {
        "FIN" => SmtpFault.Close,
        "RST" => SmtpFault.Reset,
        "half" => SmtpFault.HalfReply(2),
        _ => SmtpFault.Silence,
    };

    private static TheoryData<string, string> Grid((string Name, SmtpPoint Point, SmtpPhase Phase)[] points, params string[] faults)
    {
        var data = new TheoryData<string, string>();
        foreach (var (name, _, _) in points)
        {
            foreach (var fault in faults) data.Add(name, fault);
        }

        return data;
    }
}
