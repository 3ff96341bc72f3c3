using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;
using Xunit;

namespace Leadmetrics.Conformance.Transports;

/// <summary>The gate before the point of no return, content that breaks, and callers who cancel.</summary>
public abstract class SmtpGateConformance : SmtpTransportConformance
{
    // A connection that is good as before is kept. What waits for its end need not wait for half a minute.
    private static readonly SmtpPoolOptions Brief = new() { IdleTimeout = TimeSpan.FromMilliseconds(100) };

    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public async Task Gate_is_awaited_once_and_nothing_final_has_happened_then()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        var (awaited, written, deliveredBefore) = (0, false, -1);
        var content = Given.Written(async (output, token) =>
        {
            await output.WriteAsync("Subject: x\r\n\r\nbody\r\n"u8.ToArray(), token);
            written = true;
        });
        var transaction = Given.Mail(content, async token =>
        {
            // The envelope stands and the content is written: all that is left is the dot.
            await server.WaitForAsync(SmtpPoint.Rcpt(1), 1, token);
            Assert.True(written);
            awaited++;
            deliveredBefore = server.Messages.Count;
        });
        var result = await transport.SendAsync(transaction, Cancel);
        Assert.Equal((1, 0, SmtpOutcome.Accepted), (awaited, deliveredBefore, result.Outcome));
        Assert.Single(server.Messages);
    }

    [Theory]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task Gate_is_not_asked_where_the_server_refuses(string where)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = false);
        server.At(where switch { "MAIL" => SmtpPoint.Mail, "RCPT" => SmtpPoint.Rcpt(), _ => SmtpPoint.Data }, SmtpFault.Reply("550 5.7.1 No"));
        await using var transport = Open(server);
        var asked = false;
        var result = await transport.SendAsync(
            Given.Mail(Given.Text("Subject: x\r\n\r\nbody\r\n"), _ =>
            {
                asked = true;
                return ValueTask.CompletedTask;
            }),
            Cancel);
        Assert.Equal(SmtpOutcome.Rejected, result.Outcome);
        Assert.False(asked);
    }

    [Fact]
    public async Task Gate_that_throws_stops_the_message_and_its_exception_reaches_the_caller()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server, pool: Brief);
        var closed = new InvalidOperationException("The gate is closed.");
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => transport.SendAsync(
            Given.Mail(Given.Text("Subject: x\r\n\r\nbody\r\n"), async _ =>
            {
                await Task.Yield();
                throw closed;
            }),
            Cancel));
        Assert.Same(closed, thrown);
        await AssertNothingWasDeliveredAsync(server, transport);
    }

    [Fact]
    public async Task Content_that_throws_midway_is_never_delivered_short()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server, pool: Brief);
        var broken = new EndOfStreamException("The attachment is shorter than it said.");
        var content = Given.Written(async (output, token) =>
        {
            await output.WriteAsync("Subject: x\r\n\r\nthe first half\r\n"u8.ToArray(), token);
            await output.WriteAsync(new byte[200_000], token);
            throw broken;
        });
        var asked = false;
        var thrown = await Assert.ThrowsAsync<EndOfStreamException>(() => transport.SendAsync(
            Given.Mail(content, _ =>
            {
                asked = true;
                return ValueTask.CompletedTask;
            }),
            Cancel));
        Assert.Same(broken, thrown);
        Assert.False(asked);
        await AssertNothingWasDeliveredAsync(server, transport);
    }

    [Fact]
    public async Task Content_that_throws_at_once_is_not_delivered()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        var broken = new EndOfStreamException("There is nothing here.");
        Assert.Same(broken, await Assert.ThrowsAsync<EndOfStreamException>(() => transport.SendAsync(Given.Mail(Given.Written((_, _) => throw broken)), Cancel)));
        await transport.SendAsync(Given.Mail("next@client.test", "b@server.test"), Cancel);
        Assert.Equal("next@client.test", Assert.Single(server.Messages).From);
    }

    [Fact]
    public async Task Content_and_gate_run_in_the_callers_context()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server, pool: new SmtpPoolOptions { MaxConnections = 1 });
        var ambient = new AsyncLocal<string?>();
        var seen = new List<(string Of, string? In)>();
        await Task.WhenAll(SendAsync("A"), SendAsync("B"));
        Assert.Equal(4, seen.Count);
        Assert.All(seen, entry => Assert.Equal(entry.Of, entry.In));

        async Task SendAsync(string name)
        {
            ambient.Value = name;
            var content = Given.Written(async (output, token) =>
            {
                lock (seen) seen.Add((name, ambient.Value));
                await output.WriteAsync("Subject: x\r\n\r\n"u8.ToArray(), token);
            });
            await transport.SendAsync(
                Given.Mail(content, _ =>
                {
                    lock (seen) seen.Add((name, ambient.Value));
                    return ValueTask.CompletedTask;
                }),
                Cancel);
        }
    }

    [Theory]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    [InlineData("DATA")]
    public async Task Cancelled_before_the_dot_nothing_is_delivered(string where)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = false);
        var point = where switch { "EHLO" => SmtpPoint.Ehlo, "MAIL" => SmtpPoint.Mail, _ => SmtpPoint.Data };
        server.At(point, SmtpFault.Silence, connection: 1);
        await using var transport = Open(server);
        using var cancel = new CancellationTokenSource();
        var sending = transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), cancel.Token);
        await server.WaitForAsync(point, 1, Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        await transport.SendAsync(Given.Mail("next@client.test", "b@server.test"), Cancel);
        Assert.Equal("next@client.test", Assert.Single(server.Messages).From);
    }

    [Fact]
    public async Task Cancelled_at_the_gate_nothing_is_delivered()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server, pool: Brief);
        using var cancel = new CancellationTokenSource();
        var sending = transport.SendAsync(Given.Mail(Given.Text("Subject: x\r\n\r\nbody\r\n"), async _ => await cancel.CancelAsync()), cancel.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await AssertNothingWasDeliveredAsync(server, transport);
    }

    [Fact]
    public async Task Cancelled_before_it_began_nothing_is_sent()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), new CancellationToken(canceled: true)));
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Cancelled_behind_the_dot_it_is_uncertain_at_once_and_a_late_reply_settles_it()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReplies["no@server.test"] = "550 5.1.1 No such user");
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task));
        await using var transport = Open(server);
        using var cancel = new CancellationTokenSource();
        var settled = new TaskCompletionSource<SmtpTransactionResult>();
        var transaction = new SmtpTransaction(Given.Box("a@client.test"), [Given.Box("b@server.test"), Given.Box("no@server.test")], Given.Text("Subject: x\r\n\r\nbody\r\n")) { Settled = settled.SetResult };
        var sending = transport.SendAsync(transaction, cancel.Token);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await cancel.CancelAsync();

        // The reply is still held: what ends the call is the cancellation.
        var exception = await Assert.ThrowsAsync<SmtpException>(() => sending);
        Assert.Equal((SmtpFailure.Cancelled, SmtpPhase.DotSent, true), (exception.Failure, exception.Phase, exception.IsUncertain));
        Assert.Equal([SmtpOutcome.Uncertain, SmtpOutcome.Rejected], exception.Recipients.Select(recipient => recipient.Outcome));
        Assert.False(settled.Task.IsCompleted);

        release.SetResult();
        var end = await settled.Task.WaitAsync(Cancel);
        Assert.Equal((SmtpOutcome.Accepted, 250), (end.Outcome, end.Reply!.Code));
        Assert.Single(server.Messages);

        // The connection was kept: it is as good as before.
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Lost_after_a_cancellation_behind_the_dot_it_settles_as_uncertain()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task, SmtpFault.Close));
        await using var transport = Open(server);
        using var cancel = new CancellationTokenSource();
        var settled = new TaskCompletionSource<SmtpTransactionResult>();
        var transaction = new SmtpTransaction(null, [Given.Box("b@server.test")], Given.Text("Subject: x\r\n\r\nbody\r\n")) { Settled = settled.SetResult };
        var sending = transport.SendAsync(transaction, cancel.Token);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<SmtpException>(() => sending);
        release.SetResult();
        Assert.Equal((SmtpOutcome.Uncertain, SmtpPhase.DotSent), (await settled.Task.WaitAsync(Cancel) is var end ? end.Outcome : default, end.Phase));
    }

    // The connection that the message was given up on is over, and the next message has one of its own.
    private static async Task AssertNothingWasDeliveredAsync(ScriptedSmtpServer server, Notifications.Providers.Smtp.ISmtpTransport transport)
    {
        await server.Connections[0].Ended.WaitAsync(Cancel);
        await transport.SendAsync(Given.Mail("next@client.test", "b@server.test"), Cancel);
        Assert.Equal("next@client.test", Assert.Single(server.Messages).From);
        Assert.Empty(server.RefusedMessages);
    }
}
