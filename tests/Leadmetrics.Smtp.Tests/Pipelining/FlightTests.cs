using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests.Pipelining;

/// <summary>What is on its way at once: the next envelope behind a message's end, and as many whole messages as are allowed.</summary>
public sealed class FlightTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancel => Given.Cancel;

    [Theory(Timeout = 60_000)]
    [InlineData("DATA")]
    [InlineData("BDAT")]
    public async Task The_next_envelope_does_not_wait_for_the_answer_to_the_dot(string by)
    {
        var heard = new HeardDialogue();
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
        // The first message is answered only when the second's envelope is out.
        server.At(SmtpPoint.Dot, SmtpFault.Hold(heard.WhenAsync("RCPT TO:<second@").WaitAsync(Patience, TimeProvider.System, Cancel)), message: 1);
        await using var pool = Pool(server, heard, 1);

        var letters = new[] { Letter.Send(pool, "first"), Letter.Send(pool, "second") };
        foreach (var letter in letters) Assert.Equal(Verdict.Accepted, await letter.AssertTruthAsync(server));

        Assert.All(server.Messages, message => Assert.Equal(by == "BDAT", message.ByBdat));
        var behind = server.Commands.SkipWhile(command => !command.Line.Contains("second@", StringComparison.Ordinal)).First();
        // The server still owed the first answer, so that the replies of two messages were one packet.
        Assert.True(behind.Pipelined);
        Assert.Contains(server.Commands, command => command is { Verb: "RSET", Pipelined: true });
        Letter.AssertEnvelopes(server);
    }

    [Fact(Timeout = 60_000)]
    public async Task Eight_messages_are_out_before_one_is_answered()
    {
        var heard = new HeardDialogue();
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(heard.WhenAsync("C: BDAT", 8).WaitAsync(Patience, TimeProvider.System, Cancel)), connection: 1, message: 1, times: 1);
        await using var pool = Pool(server, heard, 8);

        var letters = Enumerable.Range(1, 20).Select(i => Letter.Send(pool, $"letter{i}")).ToList();
        foreach (var letter in letters) Assert.Equal(Verdict.Accepted, await letter.AssertTruthAsync(server));

        Assert.Equal(8, heard.MostUnanswered("BDAT"));
        Assert.Single(server.Connections);
        Letter.AssertEnvelopes(server);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Eight_are_out_and_one_is_answered_and_the_connection_is_cut(bool reset)
    {
        var heard = new HeardDialogue();
        await using var server = ScriptedSmtpServer.Start();
        server.At(SmtpPoint.Dot, SmtpFault.Hold(heard.WhenAsync("C: BDAT", 8).WaitAsync(Patience, TimeProvider.System, Cancel)), connection: 1, message: 1, times: 1);
        server.At(SmtpPoint.Dot, reset ? SmtpFault.Reset : SmtpFault.Close, connection: 1, message: 2, times: 1);
        var pool = Pool(server, heard, 8);
        await using var disposed = pool;

        var letters = Enumerable.Range(1, 8).Select(i => Letter.Send(pool, $"letter{i}")).ToList();

        Assert.Equal(Verdict.Accepted, await letters[0].AssertTruthAsync(server));
        foreach (var letter in letters.Skip(1)) Assert.Equal(Verdict.Uncertain, await letter.AssertTruthAsync(server));
        await pool.DisposeAsync();
        // What the second became only the server knows; nothing was sent again.
        Assert.Equal(2, server.Messages.Count);
        Assert.Single(server.Connections);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("DATA", "C: DATA", 1, 1)]
    [InlineData("BDAT", "C: BDAT", 1, 1)]
    [InlineData("BDAT", "C: BDAT", 3, 3)]
    [InlineData("BDAT", "C: BDAT", 8, 8)]
    public async Task No_more_messages_are_out_than_are_allowed(string by, string end, int inFlight, int most)
    {
        var heard = new HeardDialogue();
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
        await using var pool = Pool(server, heard, inFlight);

        var letters = Enumerable.Range(1, 60).Select(i => Letter.Send(pool, $"letter{i}")).ToList();
        foreach (var letter in letters) Assert.Equal(Verdict.Accepted, await letter.AssertTruthAsync(server));

        // The DATA of the next one belongs to its envelope and may travel with the end of the one before.
        Assert.InRange(heard.MostUnanswered(end), 0, by == "DATA" ? most + 1 : most);
        Letter.AssertEnvelopes(server);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_that_travels_alone_shares_its_flight_with_none()
    {
        var heard = new HeardDialogue();
        await using var server = ScriptedSmtpServer.Start();
        await using var pool = Pool(server, heard, 8);
        var sending = Enumerable.Range(1, 40).Select(i =>
        {
            var name = i % 4 == 0 ? $"alone{i}" : $"letter{i}";
            var content = Given.Text(Letter.Header(name));
            return pool.SendAsync(new SmtpTransaction(Given.Box(name + "@client.test"), [Given.Box(name + "@server.test")], content) { TravelsAlone = i % 4 == 0 }, Cancel);
        }).ToList();
        foreach (var result in await Task.WhenAll(sending)) Assert.Equal(SmtpOutcome.Accepted, result.Outcome);

        Assert.Equal(40, server.Messages.Count);
        Letter.AssertEnvelopes(server);
        AssertAlone(heard.Lines);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("DATA", 1)]
    [InlineData("BDAT", 1)]
    [InlineData("BDAT", 8)]
    public async Task A_server_that_refuses_what_stands_behind_a_dot_gets_every_message_once(string by, int inFlight)
    {
        var heard = new HeardDialogue();
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
        server.At(SmtpPoint.Dot, SmtpFault.Answer503BehindTheDot());
        // Nothing is known of the server, as in life: the question finds it out before a whole message stands behind a dot.
        var options = Given.OptionsFor(server) with { AllowChunking = true, Transcript = heard };
        await using var pool = new SmtpPool(options, new SmtpPoolOptions { MaxConnections = 1, MaxInFlight = inFlight });

        for (var round = 1; round <= 2; round++)
        {
            var letters = Enumerable.Range(1, 20).Select(i => Letter.Send(pool, $"round{round}letter{i}")).ToList();
            foreach (var letter in letters) Assert.Equal(Verdict.Accepted, await letter.AssertTruthAsync(server));
            if (round == 1) Assert.InRange(heard.Lines.Count(line => line.StartsWith("S: 503", StringComparison.Ordinal)), 0, 40);
        }

        Assert.Equal(40, server.Messages.Count);
        // Once is enough to know the host: what is tried is not tried with each message.
        Assert.InRange(server.Commands.Count(command => command.Verb == "MAIL"), 40, 40 + inFlight);
        Letter.AssertEnvelopes(server);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("DATA")]
    [InlineData("BDAT")]
    public async Task No_more_than_4_KiB_stand_behind_a_dot(string by)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
        server.At(SmtpPoint.Dot, SmtpFault.Answer503BehindTheDot(hangUpPast: 4096));
        await using var pool = Pool(server, new HeardDialogue(), 1);

        var many = Enumerable.Range(1, 300).Select(i => $"recipient{i}").ToArray();
        var letters = Enumerable.Range(1, 4).Select(i => Letter.Send(pool, $"letter{i}", null, many)).ToList();
        foreach (var letter in letters) Assert.Equal(Verdict.Accepted, await letter.AssertTruthAsync(server));

        Assert.Single(server.Connections);
        Assert.All(server.Messages, message => Assert.Equal(300, message.AcceptedRecipients.Count));
        Letter.AssertEnvelopes(server);
    }

    private static SmtpPool Pool(ScriptedSmtpServer server, HeardDialogue heard, int inFlight) =>
        new(Given.ChunkingFor(server) with { Transcript = heard }, new SmtpPoolOptions { MaxConnections = 1, MaxInFlight = inFlight });

    // Ends leave in the order of the envelopes that were not refused, and answers come in the order of the ends.
    private static void AssertAlone(IReadOnlyList<string> lines)
    {
        var envelopes = new Queue<bool>();
        var flying = new Queue<bool>();
        foreach (var line in lines)
        {
            if (line.StartsWith("C: MAIL", StringComparison.Ordinal)) envelopes.Enqueue(line.Contains("alone", StringComparison.Ordinal));
            if (line.StartsWith("C: BDAT", StringComparison.Ordinal) || line.StartsWith("C: DATA", StringComparison.Ordinal)) flying.Enqueue(envelopes.Dequeue());
            if (line.Contains("queued as", StringComparison.Ordinal)) flying.Dequeue();
            Assert.False(flying.Count > 1 && flying.Contains(true), "A message that travels alone was out with another.");
        }
    }
}
