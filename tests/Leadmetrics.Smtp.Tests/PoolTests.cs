using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

public sealed class PoolTests
{
    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public async Task A_thousand_messages_go_over_five_connections()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxMessagesPerConnection = 1_000 });
        var results = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => pool.SendAsync(Given.Mail($"a{i}@client.test", "b@server.test"), Cancel)));
        Assert.All(results, result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.Equal(1_000, server.Messages.Select(message => message.From).Distinct().Count());
        Assert.InRange(server.Connections.Count, 1, 5);
        Assert.Equal(new SmtpPoolStatistics(server.Connections.Count, server.Connections.Count, 0, server.Connections.Count, 0), pool.Statistics);
    }

    [Fact]
    public async Task A_connection_is_used_again_and_worn_out_after_its_messages()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1, MaxMessagesPerConnection = 3 });
        for (var i = 0; i < 7; i++) await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal([1, 1, 1, 2, 2, 2, 3], server.Messages.Select(message => message.Connection));
        Assert.Equal(2, server.Commands.Count(command => command.Verb == "QUIT"));
        Assert.Equal(3, pool.Statistics.OpenedTotal);
    }

    [Fact]
    public async Task An_idle_connection_is_closed_after_its_time()
    {
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server) with { TimeProvider = clock }, new SmtpPoolOptions { IdleTimeout = TimeSpan.FromSeconds(30) });
        await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(1, pool.Statistics.Idle);
        clock.Advance(TimeSpan.FromSeconds(2));
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Equal("QUIT", server.Commands[^1].Verb);
        await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal(2, server.Connections.Count);
    }

    [Fact]
    public async Task A_connection_is_not_used_beyond_its_lifetime()
    {
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start();
        var options = new SmtpPoolOptions { IdleTimeout = TimeSpan.FromHours(1), MaxLifetime = TimeSpan.FromMinutes(10) };
        await using var pool = new SmtpPool(Given.OptionsFor(server) with { TimeProvider = clock }, options);
        await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        clock.Advance(TimeSpan.FromMinutes(9));
        await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        clock.Advance(TimeSpan.FromMinutes(2));
        await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal([1, 1, 2], server.Messages.Select(message => message.Connection));
    }

    [Theory]
    [InlineData("FIN")]
    [InlineData("RST")]
    [InlineData("421")]
    public async Task A_connection_that_died_while_idle_costs_the_message_nothing(string how)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1 });
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(SmtpOutcome.Accepted, (await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
            // The pool may or may not have heard of it when the next message comes.
            if (how == "FIN") server.Connections[^1].Close();
            else if (how == "RST") server.Connections[^1].Reset();
            else await LeaveAsync(server.Connections[^1]);
        }

        Assert.Equal(20, server.Messages.Count);
        Assert.Equal(20, server.Connections.Count);
    }

    [Fact]
    public async Task A_421_to_MAIL_on_a_used_connection_moves_the_message_once_and_on_a_fresh_one_is_told()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server));
        await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 Enough").Then(SmtpFault.Close), connection: 1);
        Assert.Equal(SmtpOutcome.Accepted, (await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
        Assert.Equal([1, 2], server.Messages.Select(message => message.Connection));

        server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 Enough").Then(SmtpFault.Close));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Refused, SmtpPhase.Mail, 421), (exception.Failure, exception.Phase, exception.Reply!.Code));
        Assert.Equal(3, server.Connections.Count);
    }

    [Theory]
    [InlineData("DATA", false)]
    [InlineData("dot", true)]
    public async Task A_message_that_was_lost_after_MAIL_on_a_used_connection_is_not_moved(string where, bool uncertain)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server));
        await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        server.At(where == "dot" ? SmtpPoint.Dot : SmtpPoint.Data, SmtpFault.Close, times: 1);
        var exception = await Assert.ThrowsAsync<SmtpException>(() => pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.ConnectionLost, uncertain), (exception.Failure, exception.IsUncertain));
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task Waiting_is_first_come_first_served_and_can_be_cancelled()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), times: 1);
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1 });
        using var cancel = new CancellationTokenSource();
        var inLine = new TaskCompletionSource();
        var atTheGate = new SmtpTransaction(Given.Box("a0@client.test"), [Given.Box("b@server.test")], Given.Text("x\r\n")) { Gate = async _ => await inLine.Task };
        var first = pool.SendAsync(atTheGate, Cancel);
        var waiting = Enumerable.Range(1, 9).Select(i => pool.SendAsync(Given.Mail($"a{i}@client.test", "b@server.test"), i == 5 ? cancel.Token : Cancel)).ToArray();
        inLine.SetResult();
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        // One rides, the second's envelope stands behind its dot, the others wait.
        Assert.Equal(new SmtpPoolStatistics(1, 0, 1, 1, 8), pool.Statistics);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[4]);
        Assert.Equal(7, pool.Statistics.Waiting);
        release.SetResult();
        await first;
        await Task.WhenAll(waiting.Where((_, i) => i != 4));
        Assert.Equal([0, 1, 2, 3, 4, 6, 7, 8, 9], server.Messages.Select(message => message.From[1] - '0'));
    }

    [Fact]
    public async Task A_connection_that_cannot_be_made_gives_its_place_back()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Greeting = "554 5.3.2 Closed");
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 2 });
        var failed = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
            await Assert.ThrowsAsync<SmtpException>(() => pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel))));
        Assert.All(failed, exception => Assert.Equal(SmtpFailure.Refused, exception.Failure));
        Assert.Equal(new SmtpPoolStatistics(0, 0, 0, 0, 0), pool.Statistics);
        server.Options.Greeting = null;
        Assert.Equal(SmtpOutcome.Accepted, (await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
    }

    [Fact]
    public async Task A_message_that_was_cancelled_gives_its_place_back_once_the_connection_is_free()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), times: 1);
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1 });
        using var cancel = new CancellationTokenSource();
        var first = pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), cancel.Token);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await cancel.CancelAsync();
        Assert.Equal(SmtpFailure.Cancelled, (await Assert.ThrowsAsync<SmtpException>(() => first)).Failure);
        Assert.Equal(1, pool.Statistics.InUse);
        var second = pool.SendAsync(Given.Mail("c@client.test", "b@server.test"), Cancel);
        Assert.False(second.IsCompleted);
        release.SetResult();
        await second;
        Assert.Equal(["a@client.test", "c@client.test"], server.Messages.Select(message => message.From));
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task A_failed_message_does_not_take_the_pool_with_it()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 2 });
        var bad = Given.Content((_, _) => throw new InvalidDataException());
        var results = await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            try
            {
                await pool.SendAsync(i % 5 == 0 ? Given.Mail(bad) : Given.Mail($"a{i}@client.test", "b@server.test"), Cancel);
                return true;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }));
        Assert.Equal(80, results.Count(good => good));
        Assert.Equal(80, server.Messages.Count);
        Assert.Equal(0, pool.Statistics.InUse - (pool.Statistics.Open - pool.Statistics.Idle));
    }

    [Fact]
    public async Task Disposed_under_load_what_was_begun_ends_and_nothing_new_begins()
    {
        await using var server = ScriptedSmtpServer.Start();
        var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 3 });
        var sending = Enumerable.Range(0, 200).Select(i => pool.SendAsync(Given.Mail($"a{i}@client.test", "b@server.test"), Cancel)).ToArray();
        var disposing = pool.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.SendAsync(Given.Mail("late@client.test", "b@server.test"), Cancel));
        await disposing;
        Assert.All(sending, task => Assert.True(task.IsCompletedSuccessfully));
        Assert.Equal(200, server.Messages.Count);
        Assert.Equal(server.Connections.Count, server.Commands.Count(command => command.Verb == "QUIT"));
        Assert.Equal(0, pool.Statistics.Open);
        await pool.DisposeAsync();
    }

    [Fact]
    public void Bounds_that_are_none_are_refused_when_given()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpPoolOptions { MaxConnections = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpPoolOptions { MaxInFlight = 65 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpPoolOptions { IdleTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpPoolOptions { DrainTimeout = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpPoolOptions { DrainTimeout = TimeSpan.FromHours(25) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpTimeouts { DataEnd = TimeSpan.FromSeconds(-1) });
        Assert.Throws<ArgumentException>(() => new SmtpConnectionOptions { Host = "evil\r\nhost", Port = 25 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpConnectionOptions { Host = "host", Port = 70_000 });
    }

    private static async Task LeaveAsync(ScriptedConnection connection)
    {
        try
        {
            await connection.SendAsync("421 4.4.2 Idle too long");
        }
        catch (ObjectDisposedException)
        {
            // The client hung up on the 421 before the server was done with saying it.
            await connection.Ended.WaitAsync(Cancel);
        }
    }
}
