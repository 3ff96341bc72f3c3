using System.Text;
using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Tests;

public sealed class CancellationTests
{
    private static CancellationToken Cancel => Given.Cancel;

    public static TheoryData<string> Points => ["MAIL", "RCPT", "DATA"];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Cancelled_in_the_envelope_nothing_is_delivered_and_the_connection_is_dropped(string where)
    {
        var point = where switch { "MAIL" => SmtpPoint.Mail, "RCPT" => SmtpPoint.Rcpt(1), _ => SmtpPoint.Data };
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Pipelining = false);
        server.At(point, SmtpFault.Silence, connection: 1);
        await using var connection = await Given.ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        var sending = connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), cancel.Token);
        await server.WaitForAsync(point, 1, Cancel);
        await cancel.CancelAsync();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        Assert.Equal(cancel.Token, exception.CancellationToken);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Cancelled_before_it_began_it_never_begins_and_the_connection_goes_on()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Mail, SmtpFault.Hold(release.Task), times: 1);
        await using var connection = await Given.ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        var first = connection.SendAsync(Given.Mail("first@client.test", "b@server.test"), Cancel);
        var second = connection.SendAsync(Given.Mail("second@client.test", "b@server.test"), cancel.Token);
        var third = connection.SendAsync(Given.Mail("third@client.test", "b@server.test"), Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        release.SetResult();
        await first;
        await third;
        Assert.Equal(["first@client.test", "third@client.test"], server.Messages.Select(message => message.From));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), cancel.Token));
    }

    [Fact]
    public async Task Cancelled_in_the_content_the_server_never_sees_an_end()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        var writing = new TaskCompletionSource();
        var content = Given.Content(async (output, token) =>
        {
            await output.WriteAsync("Subject: half\r\n\r\nhalf a sent"u8.ToArray(), token);
            writing.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });
        var sending = connection.SendAsync(Given.Mail(content), cancel.Token);
        await writing.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Empty(server.Messages);
        Assert.Empty(server.RefusedMessages);
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("refused")]
    [InlineData("lost")]
    public async Task Cancelled_after_the_dot_the_caller_is_answered_at_once_and_the_end_is_told_later(string end)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReplies["no@server.test"] = "550 5.1.1 No");
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task, end switch { "refused" => SmtpFault.Reply("554 5.6.0 No"), "lost" => SmtpFault.Close, _ => null }), times: 1);
        await using var connection = await Given.ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        var settled = new TaskCompletionSource<SmtpTransactionResult>();
        var transaction = new SmtpTransaction(Given.Box("a@client.test"), [Given.Box("b@server.test"), Given.Box("no@server.test")], Given.Text("x")) { Settled = settled.SetResult };
        var sending = connection.SendAsync(transaction, cancel.Token);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await cancel.CancelAsync();
        var exception = await Assert.ThrowsAsync<SmtpException>(() => sending);
        Assert.Equal((SmtpFailure.Cancelled, SmtpPhase.DotSent, true), (exception.Failure, exception.Phase, exception.IsUncertain));
        Assert.False(settled.Task.IsCompleted);

        release.SetResult();
        var result = await settled.Task.WaitAsync(Cancel);
        var outcome = end switch { "accepted" => SmtpOutcome.Accepted, "refused" => SmtpOutcome.Rejected, _ => SmtpOutcome.Uncertain };
        Assert.Equal(outcome, result.Outcome);
        Assert.Equal([outcome, SmtpOutcome.Rejected], result.Recipients.Select(recipient => recipient.Outcome));
        if (end != "lost") Assert.Equal(SmtpOutcome.Accepted, (await connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Settled_that_throws_harms_neither_connection_nor_pool(bool lost)
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task, lost ? SmtpFault.Close : null), times: 1);
        var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1 });
        using var cancel = new CancellationTokenSource();
        var told = new TaskCompletionSource<(SmtpOutcome Outcome, string? Context)>(TaskCreationOptions.RunContinuationsAsynchronously);
        var context = new AsyncLocal<string?> { Value = "the sender's" };
        var transaction = new SmtpTransaction(null, [Given.Box("b@server.test")], Given.Text("x"))
        {
            Settled = result =>
            {
                told.SetResult((result.Outcome, context.Value));
                throw new InvalidOperationException("the host's own");
            },
        };
        var sending = pool.SendAsync(transaction, cancel.Token);
        context.Value = "another";
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<SmtpException>(() => sending);
        release.SetResult();
        Assert.Equal((lost ? SmtpOutcome.Uncertain : SmtpOutcome.Accepted, "the sender's"), await told.Task.WaitAsync(Cancel));

        Assert.Equal(SmtpOutcome.Accepted, (await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel).WaitAsync(Cancel)).Outcome);
        Assert.Equal(lost ? 2 : 1, server.Connections.Count);
        await pool.DisposeAsync().AsTask().WaitAsync(Cancel);
        Assert.Equal(0, pool.Statistics.Open);
    }

    [Fact]
    public async Task Settled_is_not_told_to_a_caller_who_waited()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        var told = 0;
        await connection.SendAsync(new SmtpTransaction(null, [Given.Box("b@server.test")], Given.Text("x")) { Settled = _ => told++ }, Cancel);
        await connection.QuitAsync(Cancel);
        Assert.Equal(0, told);
    }

    [Fact]
    public async Task Content_that_throws_aborts_the_message_and_its_exception_reaches_the_caller_unchanged()
    {
        await using var server = ScriptedSmtpServer.Start();
        var failure = new InvalidDataException("the attachment is gone");
        foreach (var content in new[]
        {
            Given.Content((_, _) => throw failure),
            Given.Content(async (output, token) =>
            {
                await output.WriteAsync(new byte[100_000], token);
                throw failure;
            }),
            Given.Content(async (output, token) =>
            {
                await output.WriteAsync("x"u8.ToArray(), token);
                await output.CompleteAsync(failure);
            }),
        })
        {
            await using var connection = await Given.ConnectAsync(server);
            Assert.Same(failure, await Assert.ThrowsAsync<InvalidDataException>(() => connection.SendAsync(Given.Mail(content), Cancel)));
            await server.Connections[^1].Ended.WaitAsync(Cancel);
        }

        Assert.Empty(server.Messages);
    }

    [Theory]
    [InlineData(9)]
    [InlineData(11)]
    public async Task Content_that_is_not_as_long_as_it_said_is_never_delivered(int length)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        var content = Given.Content(async (output, token) => await output.WriteAsync("0123456789"u8.ToArray(), token), length);
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => connection.SendAsync(Given.Mail(content), Cancel));
        Assert.Equal($"The content said that it has {length} octets and wrote 10.", exception.Message);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task The_gate_is_awaited_once_after_the_content_and_before_the_dot()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        var order = new List<string>();
        var content = Given.Content(async (output, token) =>
        {
            await output.WriteAsync(new byte[100_000], token);
            order.Add("content");
        });
        var gate = new TaskCompletionSource();
        var transaction = new SmtpTransaction(null, [Given.Box("b@server.test")], content)
        {
            Gate = async _ =>
            {
                order.Add("gate");
                await gate.Task;
                order.Add("open");
            },
        };
        var sending = connection.SendAsync(transaction, Cancel);
        await server.WaitForAsync(SmtpPoint.Data, 1, Cancel);
        Assert.False(sending.IsCompleted);
        Assert.Empty(server.Messages);
        gate.SetResult();
        await sending;
        Assert.Equal(["content", "gate", "open"], order);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_gate_that_stays_shut_sends_nothing()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        var failure = new InvalidOperationException("the lease is lost");
        var transaction = new SmtpTransaction(null, [Given.Box("b@server.test")], Given.Text("x")) { Gate = _ => ValueTask.FromException(failure) };
        Assert.Same(failure, await Assert.ThrowsAsync<InvalidOperationException>(() => connection.SendAsync(transaction, Cancel)));
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Empty(server.Messages);
        Assert.DoesNotContain("\r\n.\r\n", Encoding.ASCII.GetString(server.Connections[0].BytesReceived.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_dot_and_a_cancellation_cannot_both_win()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        var cancelled = new SendOperation(Given.Mail("a@client.test", "b@server.test"));
        var sent = new SendOperation(Given.Mail("a@client.test", "b@server.test"));
        Assert.True(cancelled.TryAssign(connection));
        Assert.True(sent.TryAssign(connection));
        cancelled.CancelWith(cancel.Token);
        sent.CancelWith(cancel.Token);
        Assert.True(cancelled.TryBegin());
        Assert.True(sent.TryBegin());
        Assert.True(sent.TryEnterDotSent());
        await cancel.CancelAsync();
        Assert.False(cancelled.TryEnterDotSent());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Completion);
        Assert.True((await Assert.ThrowsAsync<SmtpException>(() => sent.Completion)).IsUncertain);
    }

    [Fact]
    public async Task Cancelled_at_the_gate_nothing_is_sent()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var connection = await Given.ConnectAsync(server);
        using var cancel = new CancellationTokenSource();
        var atTheGate = new TaskCompletionSource();
        var transaction = new SmtpTransaction(null, [Given.Box("b@server.test")], Given.Text("x"))
        {
            // This gate does not even listen to its token.
            Gate = async _ =>
            {
                atTheGate.SetResult();
                await server.Connections[0].Ended;
            },
        };
        var sending = connection.SendAsync(transaction, cancel.Token);
        await atTheGate.Task;
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Empty(server.Messages);
        Assert.DoesNotContain("\r\n.\r\n", Encoding.ASCII.GetString(server.Connections[0].BytesReceived.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_while_a_pool_connects_the_place_is_free_again()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Ehlo, SmtpFault.Silence, times: 1);
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1 });
        using var cancel = new CancellationTokenSource();
        var first = pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), cancel.Token);
        var second = pool.SendAsync(Given.Mail("c@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Ehlo, 1, Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second;
        Assert.Equal("c@client.test", Assert.Single(server.Messages).From);
    }

    [Fact]
    public async Task Cancelled_while_connecting_it_is_cancelled()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Ehlo, SmtpFault.Silence);
        using var cancel = new CancellationTokenSource();
        var connecting = SmtpConnection.ConnectAsync(Given.OptionsFor(server), null, cancel.Token);
        await server.WaitForAsync(SmtpPoint.Ehlo, 1, Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        await server.Connections[0].Ended.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Disposed_in_the_middle_a_message_is_lost_and_says_how_far_it_came()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Silence);
        var connection = await Given.ConnectAsync(server);
        var first = connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        var second = connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await connection.DisposeAsync();
        Assert.Equal(SmtpPhase.DotSent, (await Assert.ThrowsAsync<SmtpException>(() => first)).Phase);
        Assert.Equal(SmtpPhase.Mail, (await Assert.ThrowsAsync<SmtpException>(() => second)).Phase);
        await Assert.ThrowsAsync<SmtpException>(() => connection.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
    }
}
