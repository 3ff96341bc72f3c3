using System.Text;

namespace Leadmetrics.Notifications.Tests.Mime;

public sealed class BodyTests
{
    public static TheoryData<string, string> Bodies => new()
    {
        { "", "7bit" },
        { "Hello.\r\nSecond line.\r\n", "7bit" },
        { "lf\nonly\ncr\ronly\r\ncrlf\n\n\n", "7bit" },
        { "tab\tand trailing space \nend", "7bit" },
        { new string('a', 78), "7bit" },
        { new string('a', 79), "quoted-printable" },
        { new string('.', 500), "quoted-printable" },
        { ".\n..\n...\n.\n", "7bit" },
        { new string(' ', 500), "quoted-printable" },
        { new string('=', 500), "base64" },
        { "From the start\nFrom the second line", "quoted-printable" },
        { "text\n--=_1_b5d83c400186f5d8\ntext", "quoted-printable" },
        { "text --=_1_b5d83c400186f5d8--", "7bit" },
        { "Grüße aus München, schöne Häuser, und sonst nur reines ASCII in diesem Text.", "quoted-printable" },
        { string.Concat(Enumerable.Repeat("🚀", 500)), "base64" },
        { "日本語の本文です。改行も\nあります。\r\nそして終わり。", "base64" },
        { "nul \0 and \u0001 \u001B[0m \u007F controls, with enough plain text beside them to stay readable", "quoted-printable" },
        { "\0\0\0\0", "base64" },
        { "lone \uD800 surrogate and \uDC00 another one, with plain text beside them to stay readable", "quoted-printable" },
        { string.Join('\n', Enumerable.Range(0, 300).Select(i => new string((char)('a' + (i % 26)), i))), "quoted-printable" },
        { string.Join(' ', Enumerable.Range(0, 300).Select(i => $"ä{new string('x', 30 + (i % 80))}€🚀")), "quoted-printable" },
        { "änds in space at the limit " + new string('x', 48) + " \nnext", "quoted-printable" },
        { "next line \u0085 separators \u2028 \u2029 are no line ends here, and this is plain text beside them.", "quoted-printable" },
    };

    /// <summary>All of them.</summary>
    internal static string[] Given => [.. Bodies.Select(b => b.Data.Item1)];

    [Fact]
    public async Task Any_body_reads_back_the_same_alone_and_among_others()
    {
        foreach (var (body, encoding) in Bodies.Select(b => b.Data))
        {
            var alone = await Readings.OfAsync(Written.Message with { Text = body });
            await Readings.OfAsync(Written.Message with { Text = null, Html = body });
            await Readings.OfAsync(Written.Message with { Text = body, Html = body });

            Assert.Equal((body, encoding), (body, alone.Python.Root.Encoding));
            WireForm.Check(await Written.AsBytesAsync(Written.Message with { Text = body, Html = body }), longestLine: 78);
        }
    }

    [Fact]
    public async Task Ten_megabytes_of_one_line_arrive()
    {
        var plain = new string('x', 10_000_000);
        var wide = string.Concat(Enumerable.Repeat("漢字🚀", 500_000));

        await Readings.OfAsync(Written.Message with { Text = plain, Html = wide });
    }

    [Fact]
    public async Task Quoted_printable_hides_what_old_relays_would_touch()
    {
        var bytes = await Written.AsBytesAsync(Written.Message with { Text = "ä\n.dot\nFrom here\nend \t\nlast " });

        Assert.EndsWith("\r\n\r\n=C3=A4\r\n=2Edot\r\n=46rom here\r\nend =09\r\nlast=20\r\n", Encoding.ASCII.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Soft_line_breaks_split_no_scalar()
    {
        for (var lead = 0; lead < 80; lead++)
        {
            var bytes = await Written.AsBytesAsync(Written.Message with { Text = new string('x', lead) + "🚀€ä" + new string('y', 80) });

            foreach (var scalar in new[] { "=F0=9F=9A=80", "=E2=82=AC", "=C3=A4" }) Assert.Contains(scalar, Encoding.ASCII.GetString(bytes), StringComparison.Ordinal);
        }
    }
}
