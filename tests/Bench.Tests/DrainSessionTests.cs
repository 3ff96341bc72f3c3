using System.Buffers;
using System.Text;
using Leadmetrics.Bench.Drain;

namespace Leadmetrics.Bench.Tests;

public sealed class DrainSessionTests
{
    private const string Envelope = "MAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\n";

    [Fact]
    public void A_pipelined_dialogue_has_the_same_replies_over_every_split()
    {
        const string Dialogue =
            "EHLO me\r\n" + Envelope + "DATA\r\nSubject: x\r\n\r\n..\r\n.\r\nRSET\r\n" + Envelope + "BDAT 5\r\nDATA\rBDAT 4 LAST\r\n\r\n.\r" + "mail from:<>\r\nrcpt to:<c@d.test>\r\nbdat 3\r\nabcbdat 0 last\r\nNOOP\r\nQUIT\r\n";
        const string Codes = "250 250 250 354 250 250 250 250 250 250 250 250 250 250 250 221";
        var octets = Encoding.ASCII.GetBytes(Dialogue);
        for (var cut = 0; cut <= octets.Length; cut++)
        {
            var session = new DrainSession(chunking: true);
            Assert.Equal(Codes, Feed(session, [octets[..cut], octets[cut..]]));
            Assert.Equal(3, session.Messages);
            Assert.True(session.HasEnded);
        }

        Assert.Equal(Codes, Feed(new DrainSession(chunking: true), [.. octets.Select(octet => new[] { octet })]));
    }

    [Fact]
    public void A_message_without_a_recipient_of_its_own_is_refused_and_its_octets_are_not_taken_for_commands()
    {
        Assert.Equal("250 503 250", Feed(chunking: true, "MAIL FROM:<>\r\nDATA\r\nNOOP\r\n"));
        Assert.Equal("250 503 250", Feed(chunking: true, "MAIL FROM:<>\r\nBDAT 6 LAST\r\nQUIT\r\nNOOP\r\n"));
        Assert.Equal("250 250 250 503", Feed(chunking: true, Envelope + "RSET\r\nDATA\r\n"));
        Assert.Equal("250 250 354 250 503", Feed(chunking: true, Envelope + "DATA\r\n.\r\nDATA\r\n"));
    }

    [Fact]
    public void CHUNKING_is_offered_and_taken_only_where_it_is_asked_for()
    {
        Assert.Contains("CHUNKING", Answers(new DrainSession(chunking: true), ["EHLO me\r\n"u8.ToArray()]), StringComparison.Ordinal);
        Assert.DoesNotContain("CHUNKING", Answers(new DrainSession(chunking: false), ["EHLO me\r\n"u8.ToArray()]), StringComparison.Ordinal);
        Assert.Equal("250 250 500", Feed(chunking: false, Envelope + "BDAT 0 LAST\r\n"));
    }

    [Theory]
    [InlineData("BDAT many\r\n")]
    [InlineData("BDAT -1\r\n")]
    [InlineData("BDAT\r\n")]
    public void A_chunk_of_no_known_length_ends_the_dialogue(string command) => Assert.Equal("250 250 501", Feed(chunking: true, Envelope + command + "NOOP\r\n"));

    [Fact]
    public void An_endless_line_ends_the_dialogue()
    {
        var session = new DrainSession(chunking: true);
        Assert.Equal("500", Feed(session, [.. Enumerable.Repeat(new byte[1000], 5)]));
        Assert.True(session.HasEnded);
    }

    private static string Feed(bool chunking, string dialogue) => Feed(new DrainSession(chunking), [Encoding.ASCII.GetBytes(dialogue)]);

    // The code of each reply; lines that go on are left out.
    private static string Feed(DrainSession session, byte[][] pieces) => string.Join(
        ' ', Answers(session, pieces).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Where(line => line[3] == ' ').Select(line => line[..3]));

    private static string Answers(DrainSession session, byte[][] pieces)
    {
        var replies = new ArrayBufferWriter<byte>();
        foreach (var piece in pieces) session.Feed(piece, replies);
        return Encoding.ASCII.GetString(replies.WrittenSpan);
    }
}
