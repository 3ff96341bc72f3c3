using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests.Pipelining;

/// <summary>Three messages are handed over at once and the second goes wrong: each ends as it must, and goes under its own sender, whatever the server is like.</summary>
public sealed class NeighbourTests
{
    private static readonly (string Name, string By, SmtpOutcome Outcome, SmtpPhase Phase, Action<ScriptedSmtpServer> Script)[] Mishaps =
    [
        ("MAIL refused", "", SmtpOutcome.Rejected, SmtpPhase.Mail, At(SmtpPoint.Mail, "550 5.7.1 Not you")),
        ("MAIL deferred", "", SmtpOutcome.Deferred, SmtpPhase.Mail, At(SmtpPoint.Mail, "451 4.3.0 Not now")),
        ("only RCPT refused", "", SmtpOutcome.Rejected, SmtpPhase.Rcpt, server => Refuse(server, "one", "two", "three")),
        ("one RCPT of three refused", "", SmtpOutcome.Accepted, SmtpPhase.Replied, server => Refuse(server, "two")),
        ("every RCPT refused and DATA taken", "DATA", SmtpOutcome.Rejected, SmtpPhase.Rcpt, server =>
        {
            server.Options.DataWithoutRecipients = "354 Go ahead";
            Refuse(server, "one", "two", "three");
        }),
        ("DATA refused", "DATA", SmtpOutcome.Rejected, SmtpPhase.Data, At(SmtpPoint.Data, "554 5.5.0 No")),
        ("DATA deferred", "DATA", SmtpOutcome.Deferred, SmtpPhase.Data, At(SmtpPoint.Data, "451 4.3.0 Not now")),
        ("dot refused", "", SmtpOutcome.Rejected, SmtpPhase.Replied, At(SmtpPoint.Dot, "554 5.6.0 No")),
        ("dot deferred", "", SmtpOutcome.Deferred, SmtpPhase.Replied, At(SmtpPoint.Dot, "452 4.3.1 No room")),
        ("chunk refused", "BDAT", SmtpOutcome.Rejected, SmtpPhase.Replied, At(SmtpPoint.Dot, "552 5.3.4 Too big")),
        ("552 in the middle of the content", "", SmtpOutcome.Rejected, SmtpPhase.Replied, At(SmtpPoint.ContentPercent(50), "552 5.3.4 Too big after all")),
    ];

    private static readonly Dictionary<string, Action<ScriptedSmtpServerOptions>> Servers = new()
    {
        ["strict"] = _ => { },
        ["keeps the first sender"] = options => options.KeepFirstSender = true,
        ["reads refused chunks as commands"] = options => options.ReadRefusedChunks = false,
        ["a byte a packet"] = options => options.OneBytePerPacket = true,
        ["no pipelining"] = options => options.Capabilities.Pipelining = false,
    };

    private static readonly string[] Verbs = ["EHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "QUIT"];

    public static TheoryData<string, string, string, int> Rows
    {
        get
        {
            var data = new TheoryData<string, string, string, int>();
            foreach (var (name, only, _, _, _) in Mishaps)
            {
                foreach (var server in Servers.Keys)
                {
                    foreach (var by in only.Length == 0 ? ["DATA", "BDAT"] : new[] { only })
                    {
                        data.Add(name, server, by, 1);
                        data.Add(name, server, by, 8);
                    }
                }
            }

            return data;
        }
    }

    public static TheoryData<string, string, string, int> Leavings
    {
        get
        {
            var data = new TheoryData<string, string, string, int>();
            foreach (var where in new[] { "MAIL", "RCPT 1", "RCPT 2", "DATA", "dot" })
            {
                foreach (var how in new[] { "stays open", "FIN", "RST" })
                {
                    foreach (var by in where == "DATA" ? ["DATA"] : new[] { "DATA", "BDAT" })
                    {
                        data.Add(where, how, by, 1);
                        data.Add(where, how, by, 8);
                    }
                }
            }

            return data;
        }
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Rows))]
    public async Task What_befalls_a_message_is_its_own(string mishap, string kind, string by, int inFlight)
    {
        var (_, _, outcome, phase, script) = Mishaps.Single(entry => entry.Name == mishap);
        await using var server = ScriptedSmtpServer.Start(o =>
        {
            o.Capabilities.Chunking = by == "BDAT";
            Servers[kind](o);
        });
        script(server);
        await using var pool = Pool(server, inFlight);

        var letters = new[] { "first", "struck", "third" }.Select(name => Letter.Send(pool, name, Commands, "one", "two", "three")).ToList();

        Assert.Equal(Verdict.Accepted, await letters[0].AssertTruthAsync(server));
        Assert.NotEqual(Verdict.Uncertain, await letters[1].AssertTruthAsync(server));
        var result = letters[1].Result;
        Assert.NotNull(result);
        // A refusal may be heard before the end of the content has left.
        if (mishap.StartsWith("552", StringComparison.Ordinal)) Assert.InRange(result.Phase, SmtpPhase.Data, phase);
        else Assert.Equal(phase, result.Phase);
        Assert.Equal(outcome, result.Outcome);
        if (mishap == "one RCPT of three refused")
        {
            Assert.Equal([SmtpOutcome.Accepted, SmtpOutcome.Rejected, SmtpOutcome.Accepted], result.Recipients.Select(recipient => recipient.Outcome));
        }

        Assert.Equal(Verdict.Accepted, await letters[2].AssertTruthAsync(server));
        Assert.Equal(Verdict.Accepted, await Letter.Send(pool, "after", Commands).AssertTruthAsync(server));
        Letter.AssertEnvelopes(server);
        Assert.All(server.Commands, command => Assert.Contains(command.Verb, Verbs));
        Assert.DoesNotContain(server.Commands, command => command.Line.Contains("evil", StringComparison.Ordinal));
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(Leavings))]
    public async Task A_421_ends_the_session_and_costs_no_neighbour_its_message(string where, string how, string by, int inFlight)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
        var point = where switch
        {
            "MAIL" => SmtpPoint.Mail,
            "RCPT 1" => SmtpPoint.Rcpt(1),
            "RCPT 2" => SmtpPoint.Rcpt(2),
            "DATA" => SmtpPoint.Data,
            _ => SmtpPoint.Dot,
        };
        var reply = SmtpFault.Reply("421 4.3.2 Shutting down");
        server.At(point, how == "FIN" ? reply.Then(SmtpFault.Close) : how == "RST" ? reply.Then(SmtpFault.Reset) : reply, connection: 1, message: 2, times: 1);
        await using var pool = Pool(server, inFlight);

        var letters = new[] { "first", "struck", "third" }.Select(name => Letter.Send(pool, name, null, "one", "two")).ToList();

        Assert.Equal(Verdict.Accepted, await letters[0].AssertTruthAsync(server));
        var verdict = await letters[1].AssertTruthAsync(server);
        // Heard to the dot it is an answer; before, the message is free to go elsewhere where nothing of it was answered.
        if (where == "dot") Assert.Equal((Verdict.Refused, SmtpOutcome.Deferred), (verdict, letters[1].Result?.Outcome));
        else Assert.True(verdict is Verdict.Failed or Verdict.Accepted, verdict.ToString());
        var third = await letters[2].AssertTruthAsync(server);
        if (inFlight == 1 || by == "DATA") Assert.NotEqual(Verdict.Uncertain, third);
        foreach (var letter in letters.Where(letter => letter.Exception is { IsUncertain: false }))
        {
            Assert.Equal(Verdict.Accepted, await Letter.Send(pool, letter.Name, null, "one", "two").AssertTruthAsync(server));
        }

        Letter.AssertEnvelopes(server);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("DATA", 1)]
    [InlineData("BDAT", 1)]
    [InlineData("BDAT", 8)]
    public async Task Of_many_messages_behind_a_cut_none_is_lost_and_none_is_doubled(string by, int inFlight)
    {
        foreach (var cut in new[] { SmtpFault.Close, SmtpFault.Reset, SmtpFault.Reply("421 4.3.2 Shutting down").Then(SmtpFault.Reset) })
        {
            await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
            server.At(SmtpPoint.Dot, cut, connection: 1, message: 2, times: 1);
            var pool = Pool(server, inFlight);
            await using var disposed = pool;
            var letters = Enumerable.Range(1, 8).Select(i => Letter.Send(pool, $"letter{i}")).ToList();

            var verdicts = new List<Verdict>();
            foreach (var letter in letters) verdicts.Add(await letter.AssertTruthAsync(server));
            Assert.Equal(Verdict.Accepted, verdicts[0]);
            Assert.InRange(verdicts.Count(verdict => verdict == Verdict.Uncertain), 0, inFlight);
            for (var i = 0; i < 8; i++)
            {
                if (verdicts[i] is Verdict.Failed or Verdict.Refused) Assert.Equal(Verdict.Accepted, await Letter.Send(pool, letters[i].Name).AssertTruthAsync(server));
            }

            await pool.DisposeAsync();
            Assert.All(letters, letter => Assert.InRange(Letter.Copies(server.Messages, letter.Name), letter.Exception is { IsUncertain: true } ? 0 : 1, 1));
            Letter.AssertEnvelopes(server);
        }
    }

    private static SmtpPool Pool(ScriptedSmtpServer server, int inFlight) =>
        new(Given.ChunkingFor(server), new SmtpPoolOptions { MaxConnections = 1, MaxInFlight = inFlight });

    private static Action<ScriptedSmtpServer> At(SmtpPoint point, string reply) => server => server.At(point, SmtpFault.Reply(reply), connection: 1, message: 2, times: 1);

    private static void Refuse(ScriptedSmtpServer server, params string[] ends)
    {
        foreach (var end in ends) server.Options.RecipientReplies[$"struck.{end}@server.test"] = "550 5.1.1 No such user";
    }

    // Content that would do harm where it is read as commands.
    private static SmtpContent Commands(string name) => Given.Text(
        Letter.Header(name) + "RSET\r\nMAIL FROM:<evil@client.test>\r\nRCPT TO:<evil@server.test>\r\nDATA\r\n.\r\nQUIT\r\n");
}
