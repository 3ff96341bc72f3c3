using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

/// <summary>What a server's own limits make of a pool.</summary>
public sealed class PoolLimitTests
{
    private static CancellationToken Cancel => Given.Cancel;

    [Theory]
    [InlineData("220 mx.test ESMTP Exim 4.97 Sun, 22 Nov 2026 10:00:00 +0000", null, 10)]
    [InlineData("220 mx.test ESMTP Postfix", "LIMITS MAILMAX=7 RCPTMAX=100", 7)]
    [InlineData("220 mx.test ESMTP Postfix", "LIMITS MAILMAX=none", 25)]
    [InlineData("220 eximious.test ESMTP", null, 25)]
    public async Task A_connection_carries_no_more_messages_than_the_server_likes(string greeting, string? limits, int most)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Greeting = greeting;
            if (limits is not null) o.Capabilities.Extra.Add(limits);
        });
        await using var pool = new SmtpPool(Given.OptionsFor(server), new SmtpPoolOptions { MaxConnections = 1 });
        await Task.WhenAll(Enumerable.Range(0, 25).Select(i => pool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
        Assert.Equal(25, server.Messages.Count);
        Assert.Equal(most, server.Messages.GroupBy(message => message.Connection).Max(group => group.Count()));
    }

    [Fact]
    public async Task A_transaction_carries_as_many_recipients_as_LIMITS_allows_and_leaves_the_rest_open()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Extra.Add("LIMITS RCPTMAX=2"));
        await using var connection = await Given.ConnectAsync(server);
        Assert.Equal(2, connection.Capabilities.MaxRecipients);
        var result = await connection.SendAsync(Given.Mail("a@client.test", "1@server.test", "2@server.test", "3@server.test"), Cancel);
        Assert.Equal([SmtpOutcome.Accepted, SmtpOutcome.Accepted, SmtpOutcome.Deferred], result.Recipients.Select(recipient => recipient.Outcome));
        Assert.Null(result.Recipients[2].Reply);
        Assert.Equal(["1@server.test", "2@server.test"], Assert.Single(server.Messages).AcceptedRecipients);
    }

    [Fact]
    public async Task A_421_to_one_connection_more_makes_the_message_wait_for_those_there_are_and_the_pool_smaller_for_a_while()
    {
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), connection: 1, times: 1);
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), connection: 2, times: 1);
        server.At(SmtpPoint.Greeting, SmtpFault.Reply("421 4.7.0 Too many connections").Then(SmtpFault.Close), connection: 3);
        await using var pool = new SmtpPool(Given.OptionsFor(server) with { TimeProvider = clock, AllowPipelining = false }, new SmtpPoolOptions { MaxConnections = 5 });
        var first = pool.SendAsync(Given.Mail("1@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        var second = pool.SendAsync(Given.Mail("2@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 2, Cancel);
        var third = pool.SendAsync(Given.Mail("3@client.test", "b@server.test"), Cancel);
        await server.WaitForConnectionsAsync(3, Cancel);
        await server.Connections[2].Ended.WaitAsync(Cancel);
        release.SetResult();
        Assert.All(await Task.WhenAll(first, second, third), result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.InRange(server.Messages.Single(message => message.From == "3@client.test").Connection, 1, 2);

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => pool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
        Assert.Equal(3, server.Connections.Count);

        clock.Advance(TimeSpan.FromMinutes(6));
        var again = new TaskCompletionSource();
        for (var i = 0; i < 5; i++) server.At(SmtpPoint.Dot, SmtpFault.Hold(again.Task), times: 1);
        var more = Enumerable.Range(0, 5).Select(i => pool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)).ToArray();
        await server.WaitForConnectionsAsync(5, Cancel);
        again.SetResult();
        await Task.WhenAll(more);
    }

    [Fact]
    public async Task A_421_to_the_only_connection_is_told()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Greeting = "421 4.3.2 Not now");
        await using var pool = new SmtpPool(Given.OptionsFor(server));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal((SmtpFailure.Refused, SmtpPhase.Greeting, 421), (exception.Failure, exception.Phase, exception.Reply!.Code));
        Assert.Equal(new SmtpPoolStatistics(0, 0, 0, 0, 0), pool.Statistics);
    }

    [Fact]
    public async Task A_moved_message_waits_for_a_fresh_connection_though_a_used_one_is_free_before()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server) with { AllowPipelining = false }, new SmtpPoolOptions { MaxConnections = 2 });
        await Task.WhenAll(pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel), pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal(2, server.Connections.Count);
        server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 Enough").Then(SmtpFault.Close), connection: 1);
        server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 Enough").Then(SmtpFault.Close), connection: 2);
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => pool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
        Assert.All(results, result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.Equal(6, server.Messages.Count);
    }

    [Fact]
    public async Task One_slow_server_with_all_places_taken_holds_up_nobody_elsewhere_and_its_line_can_be_left()
    {
        await using var slow = ScriptedSmtpServer.Start();
        await using var quick = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        slow.At(SmtpPoint.Mail, SmtpFault.Hold(release.Task));
        await using var slowPool = new SmtpPool(Given.OptionsFor(slow), new SmtpPoolOptions { MaxConnections = 2 });
        await using var quickPool = new SmtpPool(Given.OptionsFor(quick), new SmtpPoolOptions { MaxConnections = 2 });
        using var cancel = new CancellationTokenSource();
        var stuck = Enumerable.Range(0, 2).Select(i => slowPool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)).ToArray();
        await slow.WaitForAsync(SmtpPoint.Mail, 2, Cancel);
        var inLine = Enumerable.Range(0, 20).Select(i => slowPool.SendAsync(Given.Mail($"line{i}@client.test", "b@server.test"), cancel.Token)).ToArray();
        Assert.Equal(20, slowPool.Statistics.Waiting);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => quickPool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
        await cancel.CancelAsync();
        foreach (var waiting in inLine) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, slowPool.Statistics.Waiting);
        release.SetResult();
        await Task.WhenAll(stuck);
        Assert.Equal((2, 50), (slow.Messages.Count, quick.Messages.Count));
    }

    [Fact]
    public async Task A_bound_over_all_pools_is_kept_and_an_idle_connection_of_another_pool_makes_way()
    {
        await using var server = ScriptedSmtpServer.Start();
        var caps = new SmtpConnectionCaps(2, 2);
        var options = Given.OptionsFor(server) with { Places = caps };
        await using var first = new SmtpPool(options, new SmtpPoolOptions { MaxConnections = 5 });
        await using var second = new SmtpPool(options, new SmtpPoolOptions { MaxConnections = 5 });
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => first.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
        Assert.InRange(first.Statistics.Open, 1, 2);
        Assert.Equal(first.Statistics.Open, caps.Open);
        // The first one holds what there is, idle.
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => second.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
        Assert.Equal(60, server.Messages.Count);
        await first.DisposeAsync();
        await second.DisposeAsync();
        Assert.Equal((0, 0), (caps.Open, caps.Waiting));
    }

    [Fact]
    public async Task A_connection_that_is_not_made_gives_the_place_under_the_bound_back()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Greeting = "554 5.3.2 Closed");
        var caps = new SmtpConnectionCaps(1, 1);
        await using var pool = new SmtpPool(Given.OptionsFor(server) with { Places = caps });
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<SmtpException>(() => pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel));
        Assert.Equal(0, caps.Open);
    }
}
