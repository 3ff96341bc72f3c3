using System.Text;
using Leadmetrics.Bench.Drain;

namespace Leadmetrics.Bench.Tests;

public sealed class DotFinderTests
{
    // What follows the end is the next command, and not to be eaten.
    private const string Next = "MAIL FROM:<a@b>\r\n";

    public static TheoryData<string> Contents =>
    [
        ".\r\n",
        "\r\n.\r\n",
        "a\r\n.\r\n",
        "a\r\n..\r\n.\r\n",
        "a\r\n\r\n.\r\n",
        "a\r\r\n.\r\n",
        "a\r\n.\r\r\n.\r\n",
        "a\r\n.b\r\n.\r\n",
        ".a\r\n.\r\n",
        ".\ra\r\n.\r\n",
        ".\r\r\n.\r\n",
        "a\n.\n\r\n.\r\n",
        "a.\r\n\r\n.\r\n",
        "a\n.\r\nb\r\n.\r\n",
        "\r\n.\n\r\n.\r\n",
        "a\r\n.\r.\r\n.\r\n",
    ];

    [Theory]
    [MemberData(nameof(Contents))]
    public void The_end_is_found_over_every_split_in_three(string content)
    {
        var octets = Encoding.ASCII.GetBytes(content + Next);
        for (var first = 0; first <= octets.Length; first++)
        {
            for (var second = first; second <= octets.Length; second++)
            {
                Assert.Equal(content.Length, Find([octets[..first], octets[first..second], octets[second..]]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Contents))]
    public void The_end_is_found_octet_by_octet(string content) =>
        Assert.Equal(content.Length, Find([.. Encoding.ASCII.GetBytes(content + Next).Select(octet => new[] { octet })]));

    [Fact]
    public void Any_mix_of_line_ends_and_dots_ends_where_a_plain_search_says()
    {
        var random = new Random(20_260_102);
        for (var round = 0; round < 20_000; round++)
        {
            var content = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => "\r\n.a"[random.Next(4)])]) + "\r\n.\r\n";
            var octets = Encoding.ASCII.GetBytes(content);
            var first = random.Next(octets.Length + 1);
            var second = random.Next(first, octets.Length + 1);

            // Content stands behind the line end of DATA.
            var end = ("\r\n" + content).IndexOf("\r\n.\r\n", StringComparison.Ordinal) + 3;
            Assert.Equal(end, Find([octets[..first], octets[first..second], octets[second..]]));
        }
    }

    private static int Find(byte[][] pieces)
    {
        var finder = DotFinder.AtStart;
        var before = 0;
        foreach (var piece in pieces)
        {
            var found = finder.Find(piece);
            if (found >= 0) return before + found;
            before += piece.Length;
        }

        return -1;
    }
}
