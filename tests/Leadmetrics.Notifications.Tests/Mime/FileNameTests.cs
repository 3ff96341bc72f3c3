using Leadmetrics.Notifications.Mime;

namespace Leadmetrics.Notifications.Tests.Mime;

public sealed class FileNameTests
{
    private static readonly (string Given, string Sent)[] Names =
    [
        ("invoice.pdf", "invoice.pdf"),
        ("two words.pdf", "two words.pdf"),
        ("a \"quoted\" name.pdf", "a \"quoted\" name.pdf"),
        ("semi;colon, comma = equals.pdf", "semi;colon, comma = equals.pdf"),
        ("100%25 'sure' *.pdf", "100%25 'sure' *.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\jane\\report.docx", "report.docx"),
        ("../../evil.sh", "evil.sh"),
        ("..", "attachment"),
        (".", "attachment"),
        ("", "attachment"),
        ("   ", "attachment"),
        ("dir/", "attachment"),
        (".hidden", ".hidden"),
        ("trailing.exe. . ", "trailing.exe"),
        ("\u2003wide\u2003space.pdf\u3000.\u2003", "wide\u2003space.pdf"),
        ("control\u0001\u001B\u007F\u0085.txt", "control.txt"),
        ("line\u2028para\u2029.txt", "linepara.txt"),
        ("annual\u202Efdp.exe", "annualfdp.exe"),
        ("\u200Eiso\u2066lated\u2069.txt", "isolated.txt"),
        ("請求書 2026年3月.pdf", "請求書 2026年3月.pdf"),
        ("שלום.txt", "שלום.txt"),
        ("👩‍👩‍👧‍👦🚀.png", "👩‍👩‍👧‍👦🚀.png"),
        ("lone\uD800.txt", "lone\uFFFD.txt"),
        ("=?utf-8?Q?lookalike=2Eexe?=", "=_utf-8?Q?lookalike=2Eexe?="),
        ("=\u202E?utf-8?Q?lookalike=2Eexe?=", "=_utf-8?Q?lookalike=2Eexe?="),
        ("\uFEFFmarked.txt", "marked.txt"),
        (new string('a', 60), new string('a', 60)),
        (new string('a', 57) + ".txt", new string('a', 57) + ".txt"),
        (new string('a', 300) + ".txt", new string('a', 236) + ".txt"),
        (new string('日', 300) + ".txt", new string('日', 78) + ".txt"),
        (string.Concat(Enumerable.Repeat("🚀", 300)), string.Concat(Enumerable.Repeat("🚀", 60))),
        ("a." + new string('b', 300), "a." + new string('b', 238)),
    ];

    /// <summary>All of them, as they are given.</summary>
    internal static string[] Given => [.. Names.Select(n => n.Given)];

    [Fact]
    public async Task Names_arrive_clean_in_both_parameters_on_short_lines()
    {
        foreach (var (given, sent) in Names)
        {
            var message = Written.Message with { Html = "<p></p>", Attachments = [EmailAttachment.FromBytes(given, new byte[3], "application/pdf"), EmailAttachment.FromBytes(given, new byte[3], "image/png").Inline("a")] };
            WireForm.Check(await Written.AsBytesAsync(message), longestLine: 78);

            var readings = await Readings.OfAsync(message);

            Assert.All(readings.Python.Root.Leaves.Skip(2), part => Assert.Equal(sent, part.FileName));
            if (FileNames.IsPlain(sent)) Assert.All(readings.Python.Root.Leaves.Skip(2), part => Assert.Equal(sent, part.Name));
        }
    }

    [Theory]
    [InlineData("請求書.pdf", "___.pdf")]
    [InlineData("a\"b\\c.pdf", "a_b_c.pdf")]
    [InlineData("ä", "_")]
    public void The_fallback_is_harmless_ASCII(string name, string fallback) => Assert.Equal(fallback, FileNames.Fallback(name));

    [Fact]
    public void The_fallback_is_short_and_keeps_the_ending() =>
        Assert.Equal(new string('_', 56) + ".pdf", FileNames.Fallback(new string('é', 100) + ".pdf"));
}
