using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;
using Xunit;

namespace Leadmetrics.Conformance.Transports;

/// <summary>What is said where the connection is lost: never uncertain before the final dot, always behind it, and never a second copy.</summary>
public abstract class SmtpLossConformance : SmtpTransportConformance
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    private static readonly SmtpTimeouts ShortTimeouts = SmtpTimeouts.Default with { Greeting = Short, Session = Short, Envelope = Short, Data = Short, DataEnd = Short };

    private static readonly (string Name, SmtpPoint Point, SmtpPhase Phase)[] Points =
    [
        ("greeting", SmtpPoint.Greeting, SmtpPhase.Greeting),
        ("EHLO", SmtpPoint.Ehlo, SmtpPhase.Ehlo),
        ("AUTH", SmtpPoint.Auth, SmtpPhase.Auth),
        ("MAIL", SmtpPoint.Mail, SmtpPhase.Mail),
        ("RCPT 1", SmtpPoint.Rcpt(1), SmtpPhase.Rcpt),
        ("RCPT 2", SmtpPoint.Rcpt(2), SmtpPhase.Rcpt),
        ("DATA", SmtpPoint.Data, SmtpPhase.Data),
    ];

    private static CancellationToken Cancel => Given.Cancel;

    public static TheoryData<string, string, bool> BeforeTheDot
    {
        get
        {
            var data = new TheoryData<string, string, bool>();
            foreach (var (name, _, _) in Points)
            {
                foreach (var how in new[] { "FIN", "RST", "half", "silence" })
                {
                    data.Add(name, how, true);
                    data.Add(name, how, false);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(BeforeTheDot))]
    public async Task Lost_before_the_dot_nothing_is_uncertain(string where, string how, bool pipelining)
    {
        var (_, point, phase) = Points.Single(entry => entry.Name == where);
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Pipelining = pipelining;
            o.Capabilities.Chunking = false;
            o.Capabilities.Auth.Add("PLAIN");
            o.AcceptAnyCredentials = true;
        });
        var fault = server.At(point, Given.Fault(how));
        var options = Given.OptionsFor(server) with { Timeouts = ShortTimeouts, Credentials = new SmtpPasswordCredentials("user", "password"), AllowClearTextCredentials = true };
        await using var transport = Open(options);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test", "c@server.test"), Cancel));

        // A reset takes away what was not read yet: replies ahead of it, even the connection itself.
        if (how == "RST") Assert.InRange(exception.Phase, phase == SmtpPhase.Greeting ? SmtpPhase.Connect : phase > SmtpPhase.Auth ? SmtpPhase.Mail : phase, phase);
        else Assert.Equal(phase, exception.Phase);
        Assert.Equal(how == "silence" ? SmtpFailure.Timeout : SmtpFailure.ConnectionLost, how == "RST" && exception.Phase == SmtpPhase.Connect ? SmtpFailure.ConnectionLost : exception.Failure);
        Assert.False(exception.IsUncertain);
        Assert.False(exception.ConnectionSurvives);
        Assert.Empty(server.Messages);

        fault.Remove();
        Assert.Equal(SmtpOutcome.Accepted, (await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task Lost_in_the_middle_of_the_content_nothing_is_uncertain()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.ContentBytes(50_000), SmtpFault.Reset);
        await using var transport = Open(server);
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'x');
        var content = Given.Written(async (output, token) =>
        {
            await output.WriteAsync("Subject: x\r\n\r\n"u8.ToArray(), token);
            await output.WriteAsync(block, token);
            await output.WriteAsync(block, token);
            await server.Connections[0].Ended.WaitAsync(token);
            for (var i = 0; i < 1_000; i++) await output.WriteAsync(block, token);
        });
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail(content), Cancel));
        Assert.Equal((SmtpFailure.ConnectionLost, SmtpPhase.Data, false), (exception.Failure, exception.Phase, exception.IsUncertain));
        Assert.Empty(server.Messages);
    }

    [Theory]
    [InlineData("FIN", SmtpFailure.ConnectionLost)]
    [InlineData("RST", SmtpFailure.ConnectionLost)]
    [InlineData("half", SmtpFailure.ConnectionLost)]
    [InlineData("silence", SmtpFailure.Timeout)]
    [InlineData("2x0 what", SmtpFailure.Protocol)]
    [InlineData("250-a\n251 b", SmtpFailure.Protocol)]
    public async Task Lost_behind_the_dot_the_message_is_uncertain_and_there_is_one_copy(string how, SmtpFailure failure)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReplies["no@server.test"] = "550 5.1.1 No such user");
        server.At(SmtpPoint.Dot, how.Contains(' ', StringComparison.Ordinal) ? SmtpFault.ReplyBytes(System.Text.Encoding.ASCII.GetBytes($"{how.ReplaceLineEndings("\r\n")}\r\n")) : Given.Fault(how), connection: 1);
        await using var transport = Open(server, SmtpTimeouts.Default with { DataEnd = Short });
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test", "no@server.test"), Cancel));
        Assert.Equal((failure, SmtpPhase.DotSent, true), (exception.Failure, exception.Phase, exception.IsUncertain));
        Assert.Equal([SmtpOutcome.Uncertain, SmtpOutcome.Rejected], exception.Recipients.Select(recipient => recipient.Outcome));
        Assert.Equal([null, 550], exception.Recipients.Select(recipient => recipient.Reply?.Code));
        Assert.InRange(server.Messages.Count, 0, 1);

        // Nothing of it comes along with the next one.
        await transport.SendAsync(Given.Mail("next@client.test", "b@server.test"), Cancel);
        Assert.Equal("next@client.test", server.Messages[^1].From);
        Assert.InRange(server.Messages.Count(message => message.From == "a@client.test"), 0, 1);
        if (!how.Contains(' ', StringComparison.Ordinal)) Assert.Equal(2, server.Messages.Count);
    }

    [Theory]
    [InlineData("MAIL", SmtpPhase.Mail)]
    [InlineData("RCPT", SmtpPhase.Rcpt)]
    public async Task Refusal_that_was_heard_is_worth_more_than_the_close_behind_it(string where, SmtpPhase phase)
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(where == "MAIL" ? SmtpPoint.Mail : SmtpPoint.Rcpt(), SmtpFault.Reply("550 5.7.1 Go away").Then(SmtpFault.Close));
        await using var transport = Open(server);
        var result = await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal((SmtpOutcome.Rejected, phase, 550), (result.Outcome, result.Phase, result.Reply!.Code));
    }

    [Theory]
    [InlineData("MAIL", SmtpPhase.Mail)]
    [InlineData("RCPT", SmtpPhase.Rcpt)]
    [InlineData("DATA", SmtpPhase.Data)]
    public async Task Session_that_is_ended_with_421_says_so_and_is_not_used_again(string where, SmtpPhase phase)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = false);
        var point = where switch { "MAIL" => SmtpPoint.Mail, "RCPT" => SmtpPoint.Rcpt(1), _ => SmtpPoint.Data };
        server.At(point, SmtpFault.Reply("421 4.3.2 Shutting down"), connection: 1);
        await using var transport = Open(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test", "c@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Refused, phase, 421), (exception.Failure, exception.Phase, exception.Reply!.Code));
        Assert.False(exception.IsUncertain);
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal(2, server.Connections.Count);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_421_to_the_dot_is_an_answer_and_the_connection_is_over()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Reply("421 4.3.2 Shutting down"), connection: 1);
        await using var transport = Open(server);
        var result = await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal((SmtpOutcome.Deferred, SmtpPhase.Replied), (result.Outcome, result.Phase));
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal(2, server.Connections.Count);
    }

    [Theory]
    [InlineData("421 4.3.2 Not now", SmtpFailure.Refused)]
    [InlineData("554 5.3.2 Never", SmtpFailure.Refused)]
    [InlineData("HTTP/1.1 400 Bad Request", SmtpFailure.Protocol)]
    public async Task Greeting_that_is_none_ends_it_there(string greeting, SmtpFailure failure)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Greeting = greeting);
        await using var transport = Open(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((failure, SmtpPhase.Greeting), (exception.Failure, exception.Phase));
        if (failure == SmtpFailure.Refused) Assert.Equal(greeting, exception.Reply!.ToString());
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Empty(server.Commands);
    }

    [Fact]
    public async Task Endless_reply_is_cut_off()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Ehlo, SmtpFault.Endless("250-and so on\r\n"u8));
        await using var transport = Open(server);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Protocol, SmtpPhase.Ehlo), (exception.Failure, exception.Phase));
    }

    [Fact]
    public async Task Closed_port_and_unknown_host_are_told_apart()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.StopListening();
        await using var closed = Open(server);
        var refused = await Assert.ThrowsAsync<SmtpException>(() => closed.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Connect, SmtpPhase.Connect), (refused.Failure, refused.Phase));
        await using var nowhere = Open(Given.OptionsFor(server) with { Host = "nowhere.invalid" });
        var unknown = await Assert.ThrowsAsync<SmtpException>(() => nowhere.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Dns, SmtpPhase.Connect), (unknown.Failure, unknown.Phase));
    }
}
