using System.Text;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Smtp.Tests.Grid;

/// <summary>Every kind of reply, sound and unsound, as the answer to the final dot or the last chunk.</summary>
public sealed class AnswerToTheDotTests
{
    private static readonly Dictionary<string, SmtpFault> Unsound = new()
    {
        ["the code changes"] = Bytes("250-a\r\n251 b\r\n"),
        ["the code changes to a refusal"] = Bytes("250-a\r\n550 b\r\n"),
        ["99"] = Bytes("99 no\r\n"),
        ["099"] = Bytes("099 no\r\n"),
        ["600"] = Bytes("600 no\r\n"),
        ["a letter for a digit"] = Bytes("2x0 Ok\r\n"),
        ["two digits"] = Bytes("25\r\n"),
        ["an empty line"] = Bytes("\r\n250 Ok\r\n"),
        ["354"] = Bytes("354 again\r\n"),
        ["a line of 4 KiB + 1"] = Bytes("250 " + new string('a', 4093) + "\r\n"),
        ["129 lines"] = Bytes(string.Concat(Enumerable.Repeat("250-x\r\n", 128)) + "250 x\r\n"),
        ["a line without end"] = SmtpFault.Endless("2"u8),
        ["250- without end"] = SmtpFault.Endless("250-x\r\n"u8),
        ["NUL"] = Bytes("250 a\0b\r\n"),
        ["HTTP"] = Bytes("HTTP/1.1 200 OK\r\n"),
        ["SSH"] = Bytes("SSH-2.0-OpenSSH_9.6\r\n"),
        ["IMAP"] = Bytes("* OK IMAP4rev1 ready\r\n"),
        ["POP"] = Bytes("+OK POP3 ready\r\n"),
    };

    private static readonly Dictionary<string, SmtpFault> Sound = new()
    {
        ["one line"] = Bytes("250 2.0.0 Ok\r\n"),
        ["a code alone"] = Bytes("250\r\n"),
        ["several lines"] = Bytes("250-one\r\n250-two\r\n250 three\r\n"),
        ["an empty last line"] = Bytes("250-one\r\n250 \r\n"),
        ["byte by byte"] = SmtpFault.ReplyBytes("250-one\r\n250 two\r\n"u8, oneBytePerPacket: true),
        ["bare LF"] = Bytes("250-one\n250 two\n"),
        ["invalid UTF-8"] = SmtpFault.ReplyBytes([.. "250 Gr"u8, 0xFC, .. "n\r\n"u8]),
        ["128 lines"] = Bytes(string.Concat(Enumerable.Repeat("250-x\r\n", 127)) + "250 x\r\n"),
    };

    public static TheoryData<string, string, string, int> UnsoundRows => Rows(Unsound.Keys);

    public static TheoryData<string, string, string, int> SoundRows => Rows(Sound.Keys);

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(UnsoundRows))]
    public async Task An_answer_that_is_none_is_uncertain_and_nothing_is_sent_again(string answer, string on, string by, int inFlight)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
        server.At(SmtpPoint.Dot, Unsound[answer], connection: 1, message: on == "fresh" ? 1 : 2, times: 1);
        var pool = new SmtpPool(Given.ChunkingFor(server), new SmtpPoolOptions { MaxConnections = 1, MaxInFlight = inFlight });
        await using var disposed = pool;

        var ahead = on == "fresh" ? null : Letter.Send(pool, "ahead");
        var letter = Letter.Send(pool, "struck");
        var behind = Letter.Send(pool, "behind");

        if (ahead is not null) Assert.Equal(Verdict.Accepted, await ahead.AssertTruthAsync(server));
        Assert.Equal(Verdict.Uncertain, await letter.EndAsync());
        Assert.Equal((SmtpFailure.Protocol, SmtpPhase.DotSent), (letter.Exception!.Failure, letter.Exception.Phase));
        var verdict = await behind.AssertTruthAsync(server);
        if (inFlight == 1) Assert.NotEqual(Verdict.Uncertain, verdict);
        if (verdict == Verdict.Failed) Assert.Equal(Verdict.Accepted, await Letter.Send(pool, "behind").AssertTruthAsync(server));
        Assert.Equal(Verdict.Accepted, await Letter.Send(pool, "after").AssertTruthAsync(server));
        await pool.DisposeAsync();
        Assert.Equal(1, Letter.Copies(server.Messages.Concat(server.RefusedMessages), "struck"));
        Letter.AssertEnvelopes(server);
    }

    [Theory(Timeout = 60_000)]
    [MemberData(nameof(SoundRows))]
    public async Task An_answer_that_is_one_is_understood_however_it_is_written(string answer, string on, string by, int inFlight)
    {
        await using var server = ScriptedSmtpServer.Start(o => o.Capabilities.Chunking = by == "BDAT");
        server.At(SmtpPoint.Dot, Sound[answer], connection: 1, message: on == "fresh" ? 1 : 2, times: 1);
        await using var pool = new SmtpPool(Given.ChunkingFor(server), new SmtpPoolOptions { MaxConnections = 1, MaxInFlight = inFlight });

        List<string> names = on == "fresh" ? ["struck", "behind"] : ["ahead", "struck", "behind"];
        var letters = names.Select(name => Letter.Send(pool, name)).ToList();

        foreach (var letter in letters) Assert.Equal(Verdict.Accepted, await letter.AssertTruthAsync(server));
        Assert.Single(server.Connections);
        Letter.AssertEnvelopes(server);
    }

    private static SmtpFault Bytes(string text) => SmtpFault.ReplyBytes(Encoding.Latin1.GetBytes(text));

    private static TheoryData<string, string, string, int> Rows(IEnumerable<string> answers)
    {
        var data = new TheoryData<string, string, string, int>();
        foreach (var answer in answers)
        {
            foreach (var on in new[] { "fresh", "behind another" })
            {
                foreach (var by in new[] { "DATA", "BDAT" })
                {
                    data.Add(answer, on, by, 1);
                    data.Add(answer, on, by, 8);
                }
            }
        }

        return data;
    }
}
