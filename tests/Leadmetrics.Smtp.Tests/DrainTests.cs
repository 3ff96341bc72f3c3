using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

public sealed class DrainTests
{
    private static readonly TimeSpan Drain = new SmtpPoolOptions().DrainTimeout;

    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public async Task A_message_that_was_cancelled_after_the_dot_holds_up_disposal_for_the_drain_timeout_at_most()
    {
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReplies["no@server.test"] = "550 5.1.1 No");
        server.At(SmtpPoint.Dot, SmtpFault.Silence);
        var pool = new SmtpPool(Given.OptionsFor(server) with { TimeProvider = clock });
        using var cancel = new CancellationTokenSource();
        var settled = new TaskCompletionSource<SmtpTransactionResult>();
        var transaction = new SmtpTransaction(null, [Given.Box("b@server.test"), Given.Box("no@server.test")], Given.Text("x")) { Settled = settled.SetResult };
        var sending = pool.SendAsync(transaction, cancel.Token);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAsync<SmtpException>(() => sending);

        var disposing = pool.DisposeAsync().AsTask();
        await clock.WhenTimerIsSetAsync(Drain);
        clock.Advance(Drain - TimeSpan.FromSeconds(1));
        Assert.False(settled.Task.IsCompleted || disposing.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(1));
        await disposing.WaitAsync(Cancel);
        var result = await settled.Task.WaitAsync(Cancel);
        Assert.Equal([SmtpOutcome.Uncertain, SmtpOutcome.Rejected], result.Recipients.Select(recipient => recipient.Outcome));
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Equal(0, pool.Statistics.Open);
    }

    [Fact]
    public async Task What_is_not_drained_in_time_says_whether_it_may_have_arrived()
    {
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Silence, connection: 1);
        server.At(SmtpPoint.Mail, SmtpFault.Silence, connection: 2);
        server.At(SmtpPoint.Ehlo, SmtpFault.Silence, connection: 3);
        var pool = new SmtpPool(Given.OptionsFor(server) with { TimeProvider = clock, AllowPipelining = false }, new SmtpPoolOptions { MaxConnections = 3 });
        var afterTheDot = pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        var inMail = pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Mail, 2, Cancel);
        var connecting = pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Ehlo, 3, Cancel);
        var waiting = pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        Assert.Equal(1, pool.Statistics.Waiting);

        var disposing = pool.DisposeAsync().AsTask();
        await clock.WhenTimerIsSetAsync(Drain);
        clock.Advance(Drain);
        await disposing.WaitAsync(Cancel);
        Assert.Equal((SmtpFailure.ConnectionLost, SmtpPhase.DotSent), await BrokenAsync(afterTheDot));
        Assert.Equal((SmtpFailure.ConnectionLost, SmtpPhase.Mail), await BrokenAsync(inMail));
        Assert.Equal((SmtpFailure.ConnectionLost, SmtpPhase.Connect), await BrokenAsync(connecting));
        Assert.Equal((SmtpFailure.ConnectionLost, SmtpPhase.Connect), await BrokenAsync(waiting));
        Assert.Equal(0, pool.Statistics.Open);
        // The one that is uncertain.
        Assert.Equal(1, Assert.Single(server.Messages).Connection);
        await pool.DisposeAsync();
    }

    [Fact]
    public async Task A_line_of_thousands_is_cut_without_a_stack_of_thousands()
    {
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Ehlo, SmtpFault.Silence);
        var pool = new SmtpPool(Given.OptionsFor(server) with { TimeProvider = clock }, new SmtpPoolOptions { MaxConnections = 1 });
        var sending = Enumerable.Range(0, 20_000).Select(_ => pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).ToArray();
        await server.WaitForAsync(SmtpPoint.Ehlo, 1, Cancel);
        var disposing = pool.DisposeAsync().AsTask();
        await clock.WhenTimerIsSetAsync(Drain);
        clock.Advance(Drain);
        await disposing.WaitAsync(Cancel);
        foreach (var task in sending) await Assert.ThrowsAsync<SmtpException>(() => task);
    }

    private static async Task<(SmtpFailure Failure, SmtpPhase Phase)> BrokenAsync(Task sending)
    {
        var exception = await Assert.ThrowsAsync<SmtpException>(() => sending);
        return (exception.Failure, exception.Phase);
    }
}
