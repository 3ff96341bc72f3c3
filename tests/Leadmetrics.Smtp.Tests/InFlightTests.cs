using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests;

/// <summary>MaxInFlight above one: whole messages on their way before any reply.</summary>
public sealed class InFlightTests
{
    private static CancellationToken Cancel => Given.Cancel;

    [Fact]
    public async Task Whole_messages_leave_before_the_replies_to_those_ahead_and_each_arrives_under_its_own_sender()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 8);
        await ProveAsync(pool, server);
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), times: 1);
        var sending = Send(pool, 30);
        await server.WaitForAsync(SmtpPoint.Dot, server.Messages.Count + 1, Cancel);
        release.SetResult();
        Assert.All(await Task.WhenAll(sending), result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"{i}@client.test"), server.Messages.Skip(2).Select(message => message.From));
        Assert.All(server.Messages.Skip(2), message => Assert.Contains($"from {message.From}", message.ContentText, StringComparison.Ordinal));
        Assert.InRange(server.Commands.Count(command => command is { Verb: "BDAT", Pipelined: true }), 7, int.MaxValue);
        Assert.Single(server.Connections);
    }

    [Fact]
    public async Task By_default_a_chunk_waits_for_its_recipient_and_nobody_asks_what_the_server_does_with_refused_ones()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 1);
        await Task.WhenAll(Send(pool, 30));
        Assert.Equal(30, server.Messages.Count);
        Assert.DoesNotContain(server.Commands, command => command is { Verb: "BDAT", Pipelined: true });
        Assert.Single(server.Commands, command => command.Verb == "EHLO");
    }

    [Fact]
    public async Task A_server_that_runs_refused_chunks_as_commands_is_found_out_by_a_harmless_one_and_gets_no_whole_message_ahead()
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.ReadRefusedChunks = false;
            o.RecipientReplies["no@server.test"] = "550 5.1.1 No";
        });
        await using var pool = PoolOf(server, 8);
        var evil = Given.Text("MAIL FROM:<evil@client.test>\r\nRCPT TO:<victim@server.test>\r\nBDAT 3 LAST\r\nx\r\n");
        var refused = Enumerable.Range(0, 10).Select(i => pool.SendAsync(new SmtpTransaction(Given.Box($"r{i}@client.test"), [Given.Box("no@server.test")], evil), Cancel)).ToArray();
        var results = await Task.WhenAll([.. Send(pool, 20), .. refused, .. Send(pool, 20)]);
        Assert.Equal(40, results.Count(result => result.Outcome == SmtpOutcome.Accepted));
        Assert.Equal(10, results.Count(result => result.Outcome == SmtpOutcome.Rejected));
        Assert.Equal(40, server.Messages.Count);
        Assert.Single(server.Commands, command => command.Verb == "NOOP");
        Assert.DoesNotContain(server.Commands, command => command.Line.Contains("evil", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Commands, command => command is { Verb: "BDAT", Pipelined: true } && !command.Line.StartsWith("BDAT 6 LAST", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("RCPT", "550 5.1.1 No", SmtpOutcome.Rejected)]
    [InlineData("MAIL", "553 5.1.8 No", SmtpOutcome.Rejected)]
    [InlineData("dot", "552 5.3.4 Too much", SmtpOutcome.Rejected)]
    [InlineData("dot", "451 4.3.0 Later", SmtpOutcome.Deferred)]
    public async Task One_that_is_refused_among_many_is_the_only_one(string where, string reply, SmtpOutcome outcome)
    {
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            if (where == "RCPT") o.RecipientReplies["3@server.test"] = reply;
            else if (where == "MAIL") o.SenderReply = sender => sender == "3@client.test" ? reply : null;
            else o.MessageReply = message => message.From == "3@client.test" ? reply : null;
        });
        await using var pool = PoolOf(server, 8);
        await ProveAsync(pool, server);
        var results = await Task.WhenAll(Send(pool, 12));
        Assert.Equal(outcome, results[3].Outcome);
        Assert.Equal(11, results.Count(result => result.Outcome == SmtpOutcome.Accepted));
        Assert.Equal(Enumerable.Range(0, 12).Where(i => i != 3).Select(i => $"{i}@client.test").Order(), server.Messages.Skip(2).Select(message => message.From).Order());
        Assert.All(server.Messages.Skip(2), message => Assert.Contains($"from {message.From}", message.ContentText, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cut_with_eight_out_and_some_replies_those_without_are_uncertain_and_no_more_than_eight()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 8);
        await ProveAsync(pool, server);
        var inFlight = server.Messages.Count;
        server.At(SmtpPoint.Dot, SmtpFault.Close, connection: 1, message: Mails(server) + 3);
        var sending = Send(pool, 30);
        var outcomes = await Task.WhenAll(sending.Select(async task =>
        {
            try
            {
                return (await task).Outcome;
            }
            catch (SmtpException exception)
            {
                return exception.IsUncertain ? SmtpOutcome.Uncertain : SmtpOutcome.Deferred;
            }
        }));
        Assert.Equal([SmtpOutcome.Accepted, SmtpOutcome.Accepted, SmtpOutcome.Uncertain], outcomes[..3]);
        Assert.InRange(outcomes.Count(outcome => outcome == SmtpOutcome.Uncertain), 1, 8);
        // Whatever was not uncertain arrived once, and nothing twice.
        var arrived = server.Messages.Skip(inFlight).GroupBy(message => message.From).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(arrived.Values, count => Assert.Equal(1, count));
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] == SmtpOutcome.Accepted) Assert.Contains($"{i}@client.test", arrived.Keys);
            if (outcomes[i] == SmtpOutcome.Deferred) Assert.DoesNotContain($"{i}@client.test", arrived.Keys);
        }
    }

    [Fact]
    public async Task A_421_and_a_close_free_what_stands_behind_to_arrive_once_elsewhere()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 8);
        await ProveAsync(pool, server);
        server.At(SmtpPoint.Dot, SmtpFault.Reply("421 4.3.2 Going").Then(SmtpFault.Close), connection: 1, message: Mails(server) + 3);
        var results = await Task.WhenAll(Send(pool, 20));
        Assert.Equal(SmtpOutcome.Deferred, results[2].Outcome);
        Assert.Equal(19, results.Count(result => result.Outcome == SmtpOutcome.Accepted));
        Assert.Equal(Enumerable.Range(0, 20).Where(i => i != 2).Select(i => $"{i}@client.test").Order(), server.Messages.Skip(2).Select(message => message.From).Order());
    }

    [Fact]
    public async Task A_421_to_MAIL_from_a_server_that_stays_is_heard_out_so_that_nothing_it_takes_is_sent_again()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 8);
        await ProveAsync(pool, server);
        // The fault is a reply, no more: the session goes on and takes what stands behind.
        server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 Going, some time"), connection: 1, message: Mails(server) + 3);
        var results = await Task.WhenAll(Send(pool, 20));
        // The one that got it had nothing answered and goes elsewhere; those behind it were taken, or go too.
        Assert.All(results, result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}@client.test").Order(), server.Messages.Skip(2).Select(message => message.From).Order());
    }

    [Fact]
    public async Task A_server_that_says_421_goes_on_and_then_cuts_leaves_uncertain_what_it_had_begun()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 8);
        await ProveAsync(pool, server);
        var mails = Mails(server);
        server.At(SmtpPoint.Mail, SmtpFault.Reply("421 4.3.2 Going, some time"), connection: 1, message: mails + 1);
        server.At(SmtpPoint.Dot, SmtpFault.Close, connection: 1, message: mails + 2);
        var release = new TaskCompletionSource();
        var hold = new SmtpTransaction(Given.Box("hold@client.test"), [Given.Box("b@server.test")], Given.Text("x\r\n")) { Gate = async _ => await release.Task };
        var first = pool.SendAsync(hold, Cancel);
        var behind = Send(pool, 2);
        release.SetResult();
        // The first of these two may be the one that stood at the gate: whoever had the second envelope's end out is not sent again by itself.
        var outcomes = await Task.WhenAll(new[] { first }.Concat(behind).Select(async task =>
        {
            try
            {
                return (await task).Outcome;
            }
            catch (SmtpException exception)
            {
                return exception.IsUncertain ? SmtpOutcome.Uncertain : SmtpOutcome.Deferred;
            }
        }));
        string[] senders = ["hold@client.test", "0@client.test", "1@client.test"];
        var arrived = server.Messages.Skip(2).GroupBy(message => message.From).ToDictionary(group => group.Key, group => group.Count());
        Assert.All(arrived.Values, count => Assert.Equal(1, count));
        for (var i = 0; i < senders.Length; i++)
        {
            if (outcomes[i] == SmtpOutcome.Accepted) Assert.Contains(senders[i], arrived.Keys);
            if (outcomes[i] == SmtpOutcome.Deferred) Assert.DoesNotContain(senders[i], arrived.Keys);
        }
    }

    [Theory]
    [InlineData("503 5.5.1 Duplicate EHLO")]
    [InlineData("503-5.5.1 Duplicate\n503 5.5.1 EHLO")]
    public async Task A_server_that_refuses_the_question_gets_no_whole_message_ahead_and_every_message_under_its_own_sender(string reply)
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 8);
        var first = pool.SendAsync(Given.Mail("first@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Ehlo, 1, Cancel);
        server.At(SmtpPoint.Ehlo, SmtpFault.Reply(reply));
        await first;
        Assert.All(await Task.WhenAll(Send(pool, 20)), result => Assert.Equal(SmtpOutcome.Accepted, result.Outcome));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}@client.test"), server.Messages.Skip(1).Select(message => message.From));
        Assert.DoesNotContain(server.Commands, command => command is { Verb: "BDAT", Pipelined: true } && command.Line != "BDAT 6 LAST");
    }

    [Fact]
    public async Task A_message_that_travels_alone_has_nobody_before_and_nobody_behind_it()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 8);
        await ProveAsync(pool, server);
        var before = Send(pool, 4);
        var alone = pool.SendAsync(new SmtpTransaction(Given.Box("alone@client.test"), [Given.Box("b@server.test")], Given.Text("x\r\n")) { TravelsAlone = true }, Cancel);
        var behind = pool.SendAsync(Given.Mail("behind@client.test", "b@server.test"), Cancel);
        await Task.WhenAll([.. before, alone, behind]);
        var commands = server.Commands.SkipWhile(command => !command.Line.Contains("alone@", StringComparison.Ordinal)).Take(8).ToArray();
        // MAIL, RCPT, BDAT of its own: the last one waits for the recipient's reply; and the next message's first command waits for its end.
        Assert.Equal(["MAIL", "RCPT", "BDAT"], commands[..3].Select(command => command.Verb));
        Assert.False(commands[2].Pipelined);
        Assert.False(commands.First(command => command.Line.Contains("behind@", StringComparison.Ordinal) || command.Verb == "RSET").Verb == "MAIL" && commands[3].Pipelined);
        Assert.False(commands.SkipWhile(command => !command.Line.Contains("behind@", StringComparison.Ordinal)).First(command => command.Verb == "BDAT").ReadNumber <= commands[2].ReadNumber);
    }

    [Fact]
    public async Task One_that_is_cancelled_in_its_content_leaves_the_others_alone()
    {
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = PoolOf(server, 8);
        await ProveAsync(pool, server);
        var release = new TaskCompletionSource();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(release.Task), times: 1);
        using var cancel = new CancellationTokenSource();
        var writing = new TaskCompletionSource();
        var first = pool.SendAsync(Given.Mail("first@client.test", "b@server.test"), Cancel);
        await server.WaitForAsync(SmtpPoint.Dot, 3, Cancel);
        var content = Given.Content(
            async (_, token) =>
            {
                writing.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
            10);
        var second = pool.SendAsync(new SmtpTransaction(Given.Box("second@client.test"), [Given.Box("b@server.test")], content), cancel.Token);
        await writing.Task.WaitAsync(Cancel);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        var third = pool.SendAsync(Given.Mail("third@client.test", "b@server.test"), Cancel);
        release.SetResult();
        Assert.Equal((SmtpOutcome.Accepted, SmtpOutcome.Accepted), ((await first).Outcome, (await third).Outcome));
        Assert.Equal(["first@client.test", "third@client.test"], server.Messages.Skip(2).Select(message => message.From));
        Assert.Single(server.Connections);
    }

    private static SmtpPool PoolOf(ScriptedSmtpServer server, int maxInFlight) =>
        new(Given.OptionsFor(server) with { AllowChunking = true }, new SmtpPoolOptions { MaxConnections = 1, MaxInFlight = maxInFlight, MaxMessagesPerConnection = 1_000 });

    private static Task<SmtpTransactionResult>[] Send(SmtpPool pool, int count) =>
        [.. Enumerable.Range(0, count).Select(i => pool.SendAsync(Given.Mail($"{i}@client.test", $"{i}@server.test"), Cancel))];

    // Two messages at once: enough for the pool to ask the server what it does with a chunk that it refuses.
    private static async Task ProveAsync(SmtpPool pool, ScriptedSmtpServer server)
    {
        Task? second = null;
        var first = new SmtpTransaction(Given.Box("p1@client.test"), [Given.Box("b@server.test")], Given.Text("x\r\n"))
        {
            Gate = _ =>
            {
                second = pool.SendAsync(Given.Mail("p2@client.test", "b@server.test"), Cancel);
                return ValueTask.CompletedTask;
            },
        };
        await pool.SendAsync(first, Cancel);
        await second!;
        Assert.Contains(server.Commands, command => command.Line == "BDAT 6 LAST");
    }

    private static int Mails(ScriptedSmtpServer server) => server.Commands.Count(command => command.Verb == "MAIL");
}
