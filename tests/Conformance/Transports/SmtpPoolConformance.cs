using Leadmetrics.Notifications.Testing;
using Leadmetrics.Smtp;
using Xunit;

namespace Leadmetrics.Conformance.Transports;

/// <summary>How connections are shared: used again, bounded, replaced where they died, and drained.</summary>
public abstract class SmtpPoolConformance : SmtpTransportConformance
{
    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public async Task Connection_is_used_again()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        for (var i = 0; i < 5; i++) await transport.SendAsync(Given.Mail($"a{i}@client.test", "b@server.test"), Cancel);
        Assert.Single(server.Connections);
        Assert.Equal(["a0@client.test", "a1@client.test", "a2@client.test", "a3@client.test", "a4@client.test"], server.Messages.Select(message => message.From));
        Assert.Single(server.Commands, command => command.Verb == "EHLO");
    }

    [Theory]
    [InlineData("FIN")]
    [InlineData("RST")]
    [InlineData("421")]
    public async Task Reused_connection_that_died_idle_costs_the_message_nothing(string how)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await transport.SendAsync(Given.Mail("first@client.test", "b@server.test"), Cancel);
        var idle = server.Connections[0];
        if (how == "421") await idle.SendAsync("421 4.4.2 Idle too long");
        if (how == "RST") idle.Reset();
        else idle.Close();

        var result = await transport.SendAsync(Given.Mail("second@client.test", "b@server.test"), Cancel);
        Assert.Equal(SmtpOutcome.Accepted, result.Outcome);
        Assert.Equal(["first@client.test", "second@client.test"], server.Messages.Select(message => message.From));
        Assert.Equal(2, server.Connections.Count);
    }

    [Theory]
    [InlineData("FIN")]
    [InlineData("RST")]
    [InlineData("421 4.4.2 Idle too long")]
    public async Task Reused_connection_that_dies_at_MAIL_costs_the_message_nothing_and_its_content_is_written_whole(string how)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await transport.SendAsync(Given.Mail("first@client.test", "b@server.test"), Cancel);
        server.At(SmtpPoint.Mail, how.StartsWith("421", StringComparison.Ordinal) ? SmtpFault.Reply(how).Then(SmtpFault.Close) : Given.Fault(how), connection: 1);
        var gates = 0;
        var octets = new byte[300_000];
        octets.AsSpan().Fill((byte)'x');
        "Subject: y\r\n\r\n"u8.CopyTo(octets);
        "\r\n"u8.CopyTo(octets.AsSpan(octets.Length - 2));
        var result = await transport.SendAsync(
            Given.Mail(SmtpContent.FromBytes(octets), _ =>
            {
                gates++;
                return ValueTask.CompletedTask;
            }),
            Cancel);
        Assert.Equal((SmtpOutcome.Accepted, 1), (result.Outcome, gates));
        Assert.Equal(2, server.Messages.Count);
        Assert.True(server.Messages[1].Content.Span.SequenceEqual(octets));
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task Message_moves_no_more_than_once()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await transport.SendAsync(Given.Mail("first@client.test", "b@server.test"), Cancel);
        server.At(SmtpPoint.Mail, SmtpFault.Close);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("second@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.ConnectionLost, SmtpPhase.Mail), (exception.Failure, exception.Phase));
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task Connection_that_dies_behind_the_dot_is_not_tried_again()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server);
        await transport.SendAsync(Given.Mail("first@client.test", "b@server.test"), Cancel);
        server.At(SmtpPoint.Dot, SmtpFault.Close);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("second@client.test", "b@server.test"), Cancel));
        Assert.True(exception.IsUncertain);
        Assert.Single(server.Messages, message => message.From == "second@client.test");
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Messages_at_once_open_connections_up_to_the_bound_and_no_further()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task));
        await using var transport = Open(server, pool: new SmtpPoolOptions { MaxConnections = 3 });
        var sending = Enumerable.Range(0, 20).Select(i => transport.SendAsync(Given.Mail($"a{i}@client.test", "b@server.test"), Cancel)).ToArray();
        await server.WaitForAsync(SmtpPoint.Dot, 3, Cancel);
        Assert.Equal(3, server.Connections.Count);
        release.SetResult();
        var results = await Task.WhenAll(sending);
        Assert.All(results, result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.Equal(20, server.Messages.Select(message => message.From).Distinct().Count());
        Assert.Equal(20, server.Messages.Count);
        Assert.Equal(3, server.Connections.Count);
    }

    [Fact]
    public async Task Who_waits_for_a_place_is_served_in_the_order_of_coming()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), message: 1);
        await using var transport = Open(server, pool: new SmtpPoolOptions { MaxConnections = 1 });
        var sending = new List<Task> { transport.SendAsync(Given.Mail("a0@client.test", "b@server.test"), Cancel) };
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        for (var i = 1; i < 10; i++) sending.Add(transport.SendAsync(Given.Mail($"a{i}@client.test", "b@server.test"), Cancel));
        release.SetResult();
        await Task.WhenAll(sending);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"a{i}@client.test"), server.Messages.Select(message => message.From));
    }

    [Fact]
    public async Task Who_is_cancelled_while_waiting_gives_up_the_turn()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), message: 1);
        await using var transport = Open(server, pool: new SmtpPoolOptions { MaxConnections = 1 });
        var first = transport.SendAsync(Given.Mail("first@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        using var cancel = new CancellationTokenSource();
        var second = transport.SendAsync(Given.Mail("second@client.test", "b@server.test"), cancel.Token);
        var third = transport.SendAsync(Given.Mail("third@client.test", "b@server.test"), Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        release.SetResult();
        await Task.WhenAll(first, third);
        Assert.Equal(["first@client.test", "third@client.test"], server.Messages.Select(message => message.From));
    }

    [Fact]
    public async Task Connection_is_closed_with_QUIT_when_it_has_carried_its_share()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var transport = Open(server, pool: new SmtpPoolOptions { MaxConnections = 1, MaxMessagesPerConnection = 2 });
        for (var i = 0; i < 5; i++) await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal([2, 2, 1], server.Messages.CountBy(message => message.Connection).Select(entry => entry.Value));
        Assert.Equal("QUIT", server.Connections[0].Commands[^1].Verb);
    }

    [Fact]
    public async Task Connection_that_is_too_old_or_was_idle_too_long_is_not_used()
    {
        await using var server = ScriptedSmtpServer.Start();
        // Less than any dialogue takes: one that was quicker than a millisecond was idle for half a minute.
        await using var old = Open(server, pool: new SmtpPoolOptions { MaxLifetime = TimeSpan.FromTicks(1) });
        await old.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.Connections[0].Ended.WaitAsync(Cancel);
        await using var idle = Open(server, pool: new SmtpPoolOptions { IdleTimeout = TimeSpan.FromMilliseconds(20) });
        await idle.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.Connections[1].Ended.WaitAsync(Cancel);
        Assert.All(server.Connections, connection => Assert.Equal("QUIT", connection.Commands[^1].Verb));
    }

    [Fact]
    public async Task A_place_whose_connection_could_not_be_made_is_free_again()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Greeting, SmtpFault.Reply("421 4.3.2 Not now"), times: 2);
        await using var transport = Open(server, pool: new SmtpPoolOptions { MaxConnections = 1 });
        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<SmtpException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal(SmtpOutcome.Accepted, (await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
    }

    [Fact]
    public async Task Disposal_lets_running_and_waiting_messages_end_and_says_QUIT()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), message: 1);
        var transport = Open(server, pool: new SmtpPoolOptions { MaxConnections = 1 });
        var running = transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        var waiting = transport.SendAsync(Given.Mail("b@client.test", "b@server.test"), Cancel);
        var disposal = transport.DisposeAsync().AsTask();
        Assert.False(disposal.IsCompleted);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => transport.SendAsync(Given.Mail("c@client.test", "b@server.test"), Cancel));
        release.SetResult();
        Assert.Equal(SmtpOutcome.Accepted, (await running).Outcome);
        Assert.Equal(SmtpOutcome.Accepted, (await waiting).Outcome);
        await disposal.WaitAsync(Cancel);
        Assert.Equal("QUIT", server.Connections[0].Commands[^1].Verb);
        await server.Connections[0].Ended.WaitAsync(Cancel);
    }

    [Fact]
    public async Task Disposal_cuts_what_does_not_end_in_its_time()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Silence);
        var transport = Open(server, pool: new SmtpPoolOptions { MaxConnections = 1, DrainTimeout = TimeSpan.FromMilliseconds(100) });
        var running = transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await transport.DisposeAsync().AsTask().WaitAsync(Cancel);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => running);
        Assert.Equal((SmtpFailure.ConnectionLost, true), (exception.Failure, exception.IsUncertain));
    }

    [Fact]
    public async Task After_disposal_nothing_is_taken_and_disposing_again_is_nothing()
    {
        await using var server = ScriptedSmtpServer.Start();
        var transport = Open(server);
        await transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await transport.DisposeAsync();
        await transport.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => transport.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Single(server.Messages);
    }
}
