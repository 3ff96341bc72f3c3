using System.Text;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp.Tests;

public sealed class ReplyParserTests
{
    public static TheoryData<string, int, string> Sound => new()
    {
        { "250 2.1.0 Ok\r\n", 250, "2.1.0 Ok" },
        { "250 2.1.0 Ok\n", 250, "2.1.0 Ok" },
        { "250\r\n", 250, "" },
        { "250\n", 250, "" },
        { "250 \r\n", 250, "" },
        { "250-host\r\n250-SIZE 10\r\n250 DSN\r\n", 250, "host|SIZE 10|DSN" },
        { "250-host\n250-SIZE 10\r\n250 DSN\n", 250, "host|SIZE 10|DSN" },
        { "250-host\r\n250-PIPELINING\r\n250 \r\n", 250, "host|PIPELINING|" },
        { "250-\r\n250\r\n", 250, "|" },
        { "200 low\r\n", 200, "low" },
        { "599 high\r\n", 599, "high" },
        { "550 Grüße\r\n", 550, "Grüße" },
    };

    public static TheoryData<string, string> Unsound => new()
    {
        { "250-a\r\n251 b\r\n", "changed the code" },
        { "250-a\r\n550 b\r\n", "changed the code" },
        { "099 no\r\n", "099" },
        { "099\r\n", "099" },
        { "199 no\r\n", "199" },
        { "600 no\r\n", "600" },
        { "2x0 no\r\n", "no SMTP reply" },
        { "25\r\n", "no SMTP reply" },
        { "\r\n", "no SMTP reply" },
        { "250_no\r\n", "no SMTP reply" },
        { "2500 no\r\n", "no SMTP reply" },
        { "HTTP/1.1 400 Bad Request\r\n", "HTTP/1.1 400 Bad Request" },
        { "SSH-2.0-OpenSSH_9.6\r\n", "SSH-2.0-OpenSSH_9.6" },
        { "* OK IMAP4rev1 ready\r\n", "IMAP4rev1" },
        { "+OK POP3 ready\r\n", "POP3" },
        { "250 a\0b\r\n", "NUL" },
        { "\u0016\u0003\u0001\r\n", "no SMTP reply" },
        { "250 " + new string('a', 4093) + "\r\n", "4096" },
        { "250 " + new string('a', 4093) + "\n", "4096" },
        { new string('2', 5000), "4096" },
        { string.Concat(Enumerable.Repeat("250-x\r\n", 129)), "128 lines" },
        { string.Concat(Enumerable.Repeat("250-" + new string('a', 1000) + "\r\n", 70)), "65536" },
    };

    [Theory]
    [MemberData(nameof(Sound))]
    public void Replies_are_read_whole_line_by_line_and_byte_by_byte(string wire, int code, string lines)
    {
        foreach (var pieces in Ways(Encoding.UTF8.GetBytes(wire)))
        {
            var reply = Assert.Single(Feed(pieces));
            Assert.Equal(code, reply.Code);
            Assert.Equal(lines.Split('|'), reply.Lines);
        }
    }

    [Theory]
    [MemberData(nameof(Unsound))]
    public void What_is_no_reply_is_refused_however_it_is_cut(string wire, string why)
    {
        foreach (var pieces in Ways(Encoding.Latin1.GetBytes(wire)))
        {
            Assert.Contains(why, Assert.Throws<ReplyFormatException>(() => Feed(pieces)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_bounds_themselves_are_within_bounds()
    {
        Assert.Equal(4092, Assert.Single(Feed([Encoding.ASCII.GetBytes("250 " + new string('a', 4092) + "\r\n")])).Text.Length);
        var many = string.Concat(Enumerable.Repeat("250-x\r\n", 127)) + "250 x\r\n";
        Assert.Equal(128, Assert.Single(Feed([Encoding.ASCII.GetBytes(many)])).Lines.Count);
    }

    [Fact]
    public void Several_replies_in_one_packet_are_several_replies()
    {
        var replies = Feed([Encoding.ASCII.GetBytes("250 a\r\n550-b\r\n550 c\r\n354 d\r\n25")]);
        Assert.Equal([250, 550, 354], replies.Select(reply => reply.Code));
    }

    [Fact]
    public void Invalid_UTF8_is_read_as_Latin1()
    {
        Assert.Equal("Grüße", Assert.Single(Feed([Encoding.Latin1.GetBytes("550 Grüße\r\n")])).Text);
    }

    [Fact]
    public void Replies_that_repeat_are_not_made_anew_and_similar_ones_are_not_mixed_up()
    {
        var replies = Feed([Encoding.ASCII.GetBytes("250 Ok\r\n250 Ok\r\n250 No\r\n250 Ok\r\n")]);
        Assert.Same(replies[0], replies[1]);
        Assert.Equal(["Ok", "Ok", "No", "Ok"], replies.Select(reply => reply.Text));
    }

    [Fact]
    public void A_line_is_consumed_once_and_the_rest_is_left()
    {
        var parser = new ReplyParser(null);
        Assert.Null(parser.TryParse("250-a\r\n250 b\r"u8, out var consumed));
        Assert.Equal(7, consumed);
        Assert.True(parser.InReply);
        Assert.Equal(["a", "b"], parser.TryParse("250 b\r\n250"u8, out consumed)!.Lines);
        Assert.Equal(7, consumed);
        Assert.False(parser.InReply);
    }

    private static IEnumerable<byte[][]> Ways(byte[] wire)
    {
        yield return [wire];
        yield return [.. wire.Select(octet => new[] { octet })];
        var lines = new List<byte[]>();
        for (var start = 0; start < wire.Length;)
        {
            var end = Array.IndexOf(wire, (byte)'\n', start);
            var next = end < 0 ? wire.Length : end + 1;
            lines.Add(wire[start..next]);
            start = next;
        }

        yield return [.. lines];
        if (wire.Length > 300) yield break;
        for (var at = 1; at < wire.Length; at++) yield return [wire[..at], wire[at..]];
    }

    private static List<SmtpReply> Feed(byte[][] pieces)
    {
        var parser = new ReplyParser(null);
        var replies = new List<SmtpReply>();
        var waiting = Array.Empty<byte>();
        foreach (var piece in pieces)
        {
            waiting = [.. waiting, .. piece];
            SmtpReply? reply;
            do
            {
                reply = parser.TryParse(waiting, out var consumed);
                waiting = waiting[consumed..];
                if (reply is not null) replies.Add(reply);
            }
            while (reply is not null);
        }

        return replies;
    }

    [Fact]
    public void The_replies_that_a_server_says_over_and_over_are_made_once()
    {
        string[] lines = ["250 2.0.0 Ok", "250 2.1.0 Ok", "250 2.1.5 Ok", "354 End data with <CR><LF>.<CR><LF>", "503 5.5.1 Error"];
        var parser = new ReplyParser(null);
        var first = lines.Select(Parse).ToArray();
        for (var i = 0; i < lines.Length; i++) Assert.Same(first[i], Parse(lines[i]));

        SmtpReply Parse(string line) => parser.TryParse(System.Text.Encoding.ASCII.GetBytes(line + "\r\n"), out _)!;
    }
}
