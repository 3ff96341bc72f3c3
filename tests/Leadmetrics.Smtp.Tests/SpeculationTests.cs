using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

/// <summary>By DATA: the next message's envelope behind the dot of the one before.</summary>
public sealed class SpeculationTests
{
    private static readonly SmtpPoolOptions One = new() { MaxConnections = 1 };

    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public async Task The_next_envelope_leaves_with_the_dot_and_begins_with_RSET()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        var (first, second) = await SendBothAsync(pool, Given.Mail("second@client.test", "c@server.test"));
        Assert.Equal((SmtpOutcome.Accepted, SmtpOutcome.Accepted), ((await first).Outcome, (await second).Outcome));
        Assert.Equal(["first@client.test", "second@client.test"], server.Messages.Select(message => message.From));

        var commands = server.Connections[0].Commands.Select(command => (command.Verb, command.Pipelined)).SkipWhile(command => command.Verb != "DATA").Skip(1).ToArray();
        Assert.Equal([("RSET", true), ("MAIL", true), ("RCPT", true), ("DATA", true)], commands);
    }

    [Fact]
    public async Task An_envelope_of_more_than_4_KiB_waits_for_the_reply_to_the_dot()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        var many = Enumerable.Range(0, 100).Select(i => $"{new string('r', 40)}{i}@server.test").ToArray();
        var (first, second) = await SendBothAsync(pool, Given.Mail("second@client.test", many));
        await first;
        await second;
        Assert.Equal(100, server.Messages[1].AcceptedRecipients.Count);
        Assert.False(server.Commands.Last(command => command.Verb == "MAIL").Pipelined);
        Assert.DoesNotContain(server.Commands, command => command.Verb == "RSET");
    }

    [Fact]
    public async Task A_server_that_refuses_what_stands_behind_a_dot_gets_every_message_once_and_is_remembered()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Answer503BehindTheDot());
        var memory = new SmtpHostMemory();
        await using (var pool = new SmtpPool(Given.OptionsFor(server) with { HostMemory = memory }, One))
        {
            var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => pool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
            Assert.All(results, result => Assert.Equal((SmtpOutcome.Accepted, false), (result.Outcome, result.IsProvisional)));
        }

        await using (var another = new SmtpPool(Given.OptionsFor(server) with { HostMemory = memory }, One))
        {
            await Task.WhenAll(Enumerable.Range(20, 5).Select(i => another.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
        }

        Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i}@client.test"), server.Messages.Select(message => message.From));
        Assert.Equal(2, server.Connections.Count);
        // Said twice, once: that taught it.
        Assert.Equal(26, server.Commands.Count(command => command.Verb == "MAIL"));
    }

    [Fact]
    public async Task A_refusal_behind_a_message_that_failed_is_heard_again_on_a_fresh_connection_before_it_counts()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Reply("451 4.3.0 Not now"), connection: 1, message: 1);
        server.At(SmtpPoint.Rcpt(1), SmtpFault.Reply("550 5.7.1 Because of the one before"), connection: 1, message: 2);
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        var (first, second) = await SendBothAsync(pool, Given.Mail("second@client.test", "c@server.test"));
        Assert.Equal(SmtpOutcome.Deferred, (await first).Outcome);
        Assert.Equal((SmtpOutcome.Accepted, false), ((await second).Outcome, (await second).IsProvisional));
        Assert.Equal((2, "second@client.test"), (server.Messages[0].Connection, server.Messages[0].From));
    }

    [Fact]
    public async Task A_refusal_for_good_beside_one_for_now_behind_a_message_that_failed_is_heard_again_too()
    {
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Reply("554 5.7.1 Spam"), connection: 1, message: 1);
        server.At(SmtpPoint.Rcpt(1), SmtpFault.Reply("550 5.7.1 Because of the one before"), connection: 1, message: 2);
        server.At(SmtpPoint.Rcpt(2), SmtpFault.Reply("451 4.7.1 Because of the one before"), connection: 1, message: 2);
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        var (first, second) = await SendBothAsync(pool, Given.Mail("second@client.test", "c@server.test", "d@server.test"));
        Assert.Equal(SmtpOutcome.Rejected, (await first).Outcome);
        Assert.All((await second).Recipients, recipient => Assert.Equal(SmtpOutcome.Accepted, recipient.Outcome));
    }

    [Fact]
    public async Task A_refusal_behind_a_message_that_was_accepted_counts_at_once()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReplies["no@server.test"] = "550 5.1.1 No such user");
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        var (first, second) = await SendBothAsync(pool, Given.Mail("second@client.test", "no@server.test"));
        Assert.Equal((SmtpOutcome.Accepted, SmtpOutcome.Rejected), ((await first).Outcome, (await second).Outcome));
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task A_refusal_that_the_fresh_connection_repeats_counts()
    {
        await using var server = ScriptedSmtpServer.Start(o => o.RecipientReplies["no@server.test"] = "550 5.1.1 No such user");
        server.At(SmtpPoint.Dot, SmtpFault.Reply("554 5.7.1 Spam"), connection: 1, message: 1);
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        var (first, second) = await SendBothAsync(pool, Given.Mail("second@client.test", "no@server.test"));
        Assert.Equal((SmtpOutcome.Rejected, SmtpOutcome.Rejected), ((await first).Outcome, (await second).Outcome));
        Assert.Equal([1, 2], server.Commands.Where(command => command.Line.Contains("no@server.test", StringComparison.Ordinal)).Select(command => command.Connection));
    }

    [Fact]
    public async Task A_caller_who_cancels_the_one_behind_does_not_make_the_one_ahead_uncertain()
    {
        await using var server = ScriptedSmtpServer.Start();
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), connection: 1, message: 1);
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        using var cancel = new CancellationTokenSource();
        var (first, second) = await SendBothAsync(pool, Given.Mail("second@client.test", "c@server.test"), cancel.Token);
        await server.WaitForAsync(SmtpPoint.Dot, 1, Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        release.SetResult();
        Assert.Equal(SmtpOutcome.Accepted, (await first).Outcome);
        // Its DATA was answered 354: the server gets no end to it.
        await server.Connections[0].Ended.WaitAsync(Cancel);
        Assert.Equal(SmtpOutcome.Accepted, (await pool.SendAsync(Given.Mail("third@client.test", "b@server.test"), Cancel)).Outcome);
        Assert.Equal(["first@client.test", "third@client.test"], server.Messages.Select(message => message.From));
    }

    [Theory]
    [InlineData("421", SmtpOutcome.Deferred)]
    [InlineData("250 then cut", SmtpOutcome.Accepted)]
    [InlineData("cut", null)]
    public async Task What_stands_behind_an_end_of_the_connection_goes_elsewhere_and_arrives_once(string how, SmtpOutcome? ofFirst)
    {
        await using var server = ScriptedSmtpServer.Start();
        var fault = how switch { "421" => SmtpFault.Reply("421 4.3.2 Going").Then(SmtpFault.Close), "cut" => SmtpFault.Close, _ => SmtpFault.Reply("250 2.0.0 Ok").Then(SmtpFault.Close) };
        server.At(SmtpPoint.Dot, fault, connection: 1, message: 1);
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        var (first, second) = await SendBothAsync(pool, Given.Mail("second@client.test", "c@server.test"));
        if (ofFirst is { } outcome) Assert.Equal(outcome, (await first).Outcome);
        else Assert.True((await Assert.ThrowsAsync<SmtpException>(() => first)).IsUncertain);
        Assert.Equal(SmtpOutcome.Accepted, (await second).Outcome);
        Assert.Equal(2, server.Messages.Single(message => message.From == "second@client.test").Connection);
    }

    [Fact]
    public async Task A_server_that_answers_only_the_first_of_a_group_is_remembered_and_asked_one_by_one()
    {
        var clock = new ManualClock();
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Mail, SmtpFault.AnswerOnlyFirstOfGroup);
        var heard = new Heard();
        await using var pool = new SmtpPool(Given.OptionsFor(server) with { TimeProvider = clock, Transcript = heard }, One);
        var stalled = pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Mail, 1, Cancel);
        await heard.Sender.Task.WaitAsync(Cancel);
        // A minute at a time: what is learnt holds for an hour.
        while (await Task.WhenAny(stalled, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancel)) != stalled) clock.Advance(TimeSpan.FromMinutes(1));
        var exception = await Assert.ThrowsAsync<SmtpException>(() => stalled);
        Assert.Equal((SmtpFailure.Timeout, false), (exception.Failure, exception.IsUncertain));
        Assert.Equal(SmtpOutcome.Accepted, (await pool.SendAsync(Given.Mail("a@client.test", "b@server.test"), Cancel)).Outcome);
        Assert.DoesNotContain(server.Connections[^1].Commands, command => command.Pipelined);
    }

    [Fact]
    public async Task Where_PIPELINING_is_not_offered_nothing_stands_behind_anything()
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Pipelining = false;
            o.RefusePipelinedCommands = true;
        });
        await using var pool = new SmtpPool(Given.OptionsFor(server), One);
        var results = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => pool.SendAsync(Given.Mail($"{i}@client.test", "b@server.test"), Cancel)));
        Assert.All(results, result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.Single(server.Connections);
        Assert.DoesNotContain(server.Commands, command => command.Pipelined);
    }

    private sealed class Heard : ISmtpTranscript
    {
        public TaskCompletionSource Sender { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Sent(string line)
        {
        }

        public void Received(string line)
        {
            if (line.StartsWith("250 2.1.0", StringComparison.Ordinal)) Sender.TrySetResult();
        }
    }

    // The second one stands in line when the dot of the first leaves.
    private static async Task<(Task<SmtpTransactionResult> First, Task<SmtpTransactionResult> Second)> SendBothAsync(SmtpPool pool, SmtpTransaction next, CancellationToken cancelNext = default)
    {
        var second = new TaskCompletionSource<Task<SmtpTransactionResult>>();
        var first = pool.SendAsync(
            new SmtpTransaction(Given.Box("first@client.test"), [Given.Box("b@server.test")], Given.Text("Subject: first\r\n\r\nfirst\r\n"))
            {
                Gate = _ =>
                {
                    second.SetResult(pool.SendAsync(next, cancelNext.CanBeCanceled ? cancelNext : Cancel));
                    return ValueTask.CompletedTask;
                },
            },
            Cancel);
        return (first, await second.Task);
    }
}
