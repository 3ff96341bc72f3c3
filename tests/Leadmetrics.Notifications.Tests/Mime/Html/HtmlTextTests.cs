using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Leadmetrics.Notifications.Mime.Html;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Mime.Html;

public sealed class HtmlTextTests
{
    private const int Long = 10_000_000;
    private const int Shorter = 2_000_000;

    // The plain ones at full length; what takes the square of its length would not end with the others either.
    private static readonly string[] PlainPieces = ["<", "&", "<div>", "<!--", "<a ", "\uD800", "</div>"];

    // Pieces that are hard together: what opens and does not close, what closes and was not open, what hides, and text.
    private static readonly Gen<string> AnyHtml = Gen.ListOf(Gen.Frequency(
        (4, Gen.Elements("word", "two words", " ", "\n", "&nbsp;", "&amp;", "&lt;script&gt;", "&#8203;", "\u00AD", "\uD83D", "\uDC00", "\0", "\u001B[31m", "\u2028", "\u3000")),
        (4, Gen.Elements("div", "p", "h1", "ul", "ol", "li", "blockquote", "pre", "table", "tr", "td", "th", "a", "span", "q", "b", "dl", "dt", "dd", "o:p", "head", "template", "svg", "tbody", "caption", "body")
            .SelectMany(_ => Gen.Elements("<{0}>", "<{0}>", "</{0}>", "<{0} hidden>", "<{0} style='display: none'>", "<{0} href=https://x.example/>", "<{0}/>"), (name, form) => form.Replace("{0}", name, StringComparison.Ordinal))),
        (1, Gen.Elements("<br>", "<hr>", "<img alt='an image'>", "<img>", "<area href=mailto:a@b.example alt=x>", "<script>x</script>", "<style>x</style>", "<!-- x -->", "<title>x</title>")),
        (1, Gen.Elements("<", "</", "<!", "<!--", "-->", "<a href=\"", "'", ">", "<script>", "</script>", "<?", "&", "&#x", "=")))).Select(pieces => string.Concat(pieces));

    public static TheoryData<string> HostilePieces =>
    [
        "<", "&", "&#", "</", "<!", "<!--", "<!-- -", "<!---->", "-", "<div>", "<div><p>", "</div>", "<span>", "<span hidden>", "<div hidden>", "<a href=https://x.example/>", "<a href=https://x.example/>x",
        "<a ", "<a b='", "<script>", "<script></", "</script", "<style><!--", "<table><tr><td>", "<table><tr><td>a<td>", "<table><tr><td>a</td><td>b</td></tr></table>", "<td>", "<tr>", "<ul><li>", "<ol><li>x", "<blockquote>", "<blockquote>x<br>",
        "<pre> \n", "<pre>", "<br>", "x<br>", "<q>", "<p>", "<li>", "\u200B", "\u00A0", " ", "a\u200C", "\uD800", "<x1>", "<div></p>", "<p><td></p>", "<div style='display:none;", "<div style=display:none>", "<a></b>", "<img alt=x>", "<hr>",
    ];

    [Theory]
    [InlineData("", "")]
    [InlineData("plain", "plain")]
    [InlineData("  a \r\n\t b  ", "a b")]
    [InlineData("a<b>b</b>c <i> d</i>", "abc d")]
    [InlineData("a<br>b<br/>c<BR >d", "a\nb\nc\nd")]
    [InlineData("a<br><br><br><br>b", "a\n\nb")]
    [InlineData("a <br> b", "a\nb")]
    [InlineData("<br>a<br>", "a")]
    [InlineData("<div>a</div><div>b</div>", "a\nb")]
    [InlineData("<div>a<br></div><div>b</div>", "a\nb")]
    [InlineData("<div>a</div><div><br></div><div>b</div>", "a\n\nb")]
    [InlineData("a<p>b<p>c</p>d", "a\n\nb\n\nc\n\nd")]
    [InlineData("<h1>T</h1>t<h2>U</h2>u", "T\n\nt\n\nU\n\nu")]
    [InlineData("<p></p><p> </p><p>a</p><p>&nbsp;</p><p>b</p>", "a\n\nb")]
    [InlineData("a<hr>b", "a\n\n----------------------------------------\n\nb")]
    [InlineData("<q>a</q>", "\"a\"")]
    [InlineData("1 < 2 && 3 > 2 <3", "1 < 2 && 3 > 2 <3")]
    [InlineData("a<1b", "a<1b")]
    public void Text_is_parted_into_lines_as_a_browser_does(string html, string text) => AssertText(html, text);

    [Theory]
    [InlineData("&amp;&lt;&gt;&quot;&#39;&eacute;&#x20AC;&euro;&hellip;", "&<>\"'é€€…")]
    [InlineData("&amp;lt;b&amp;gt;", "&lt;b&gt;")]
    [InlineData("&lt;script&gt;", "<script>")]
    [InlineData("&unknown; &amp &#xFFFFFFFF;", "&unknown; &amp &#xFFFFFFFF;")]
    [InlineData("10&nbsp;000&nbsp;&euro;", "10 000 €")]
    [InlineData("a&#10;b&#13;c", "a b c")]
    [InlineData("a\0b\u0007c\u001B[31md\u007F\u009Be", "abc[31mde")]
    public void Entities_are_decoded_once_and_controls_dropped(string html, string text) => AssertText(html, text);

    [Theory]
    [InlineData("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc")]
    [InlineData("<ul><li>a<li>b</ul>", "- a\n- b")]
    [InlineData("<ul><li>a<ul><li>b<li>c</ul><li>d</ul>", "- a\n  - b\n  - c\n- d")]
    [InlineData("<ol><li>a</li><li>b<ul><li>c</ul></li></ol>", "1. a\n2. b\n   - c")]
    [InlineData("<ol start=9><li>a<li>b<li value=3>c<li>d</ol>", "9. a\n10. b\n3. c\n4. d")]
    [InlineData("<ol><li>a<br>b<li><p>c</p><p>d</p></ol>", "1. a\n   b\n\n2. c\n\n   d")]
    [InlineData("<li>a</li>", "- a")]
    [InlineData("<ul><li></li><li>a</li></ul>", "- a")]
    [InlineData("<ul><li><ul><li>a</ul></ul>", "- - a")]
    [InlineData("<ol start=x><li>a</ol><ol start=-1><li>b</ol>", "1. a\n\n-1. b")]
    [InlineData("<dl><dt>a<dd>b<dt>c<dd>d</dl>", "a\n  b\nc\n  d")]
    public void Items_have_their_mark_and_what_is_in_them_is_indented(string html, string text) => AssertText(html, text);

    [Theory]
    [InlineData("a<blockquote>b<br>c</blockquote>d", "a\n\n> b\n> c\n\nd")]
    [InlineData("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b")]
    [InlineData("<blockquote>a<blockquote>b</blockquote>c</blockquote>", "> a\n>\n> > b\n>\n> c")]
    [InlineData("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b")]
    [InlineData("<blockquote><ul><li>a<li>b</ul></blockquote>", "> - a\n> - b")]
    [InlineData("<ul><li><blockquote>a<p>b</blockquote></ul>", "- > a\n  >\n  > b")]
    public void Quoted_lines_are_marked(string html, string text) => AssertText(html, text);

    [Theory]
    [InlineData("<pre>a  b\n  c\n\n\n\nd  \n</pre>e", "a  b\n  c\n\nd\n\ne")]
    [InlineData("<pre>\n\ta\r\n b</pre>", "\ta\n b")]
    [InlineData("<pre>a<b>  b</b></pre>  c  d", "a  b\n\nc d")]
    [InlineData("<blockquote><pre>a\n  b</pre></blockquote>", "> a\n>   b")]
    public void Preformatted_text_keeps_its_blanks(string html, string text) => AssertText(html, text);

    [Theory]
    [InlineData("<table><tr><th>Item</th><th>Price</th></tr><tr><td>Pen</td><td>1 €</td></tr></table>", "Item\tPrice\nPen\t1 €")]
    [InlineData("<table><tr><td>a<td>b<tr><td>c<td>d</table>e", "a\tb\nc\td\n\ne")]
    [InlineData("<table><td>a<td>b</table>", "a\tb")]
    [InlineData("<table><thead><tr><td>a</thead><tbody><tr><td>b</tbody></table>", "a\nb")]
    [InlineData("<table><tr><td></td><td>a</td><td>&nbsp;</td><td>b</td></tr></table>", "a\tb")]
    [InlineData("<table><tr><td><div>a</div></td><td><p>b</p></td></tr></table>", "a\tb")]
    [InlineData("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\tc")]
    [InlineData("<table><tr><td>a<p>b</p></td><td>c</td></tr></table>", "a\n\nb\n\nc")]
    [InlineData("<table><tr><td>a</td><td>b<br>c</td><td>d</td></tr></table>", "a\nb\nc\nd")]
    [InlineData("<table><tr><td><table><tr><td>a<td>b</table></td><td>c</td></tr></table>", "a\tb\tc")]
    [InlineData("<table><tr><td><table><tr><td>a</td></tr><tr><td>b</td></tr></table></td><td>c</td></tr></table>", "a\nb\tc")]
    [InlineData("<table><tr><td><ul><li>a</ul></td><td>b</td></tr></table>", "- a\n\nb")]
    [InlineData("<ul><li><table><tr><td>a<td>b</table></ul>", "- a\tb")]
    [InlineData("<table><tr><td>a</td>b<td>c</td></tr></table>", "a\nb\nc")]
    [InlineData("a<td>b", "a b")]
    [InlineData("<p>a<table><tr><td></p>b</td><td>c</td></tr></table>", "a\n\nb\tc")]
    public void A_row_is_a_line_where_its_cells_are(string html, string text) => AssertText(html, text);

    [Fact]
    public void A_row_too_wide_for_a_line_is_cell_below_cell()
    {
        var (left, right) = (new string('l', 120), new string('r', 90));
        AssertText($"<table><tr><td>{left}</td><td>{right}</td></tr></table>", $"{left}\n{right}");
    }

    [Theory]
    [InlineData("<a href='https://x.example/a?b=1&amp;c=2'>a</a>.", "a <https://x.example/a?b=1&c=2>.")]
    [InlineData("<a href=https://x.example/>https://x.example/</a>", "https://x.example/")]
    [InlineData("see <a href=https://x.example/> X.example </a> now", "see https://x.example/ now")]
    [InlineData("<a href=https://x.example/login>https://bank.example/login</a>", "https://bank.example/login <https://x.example/login>")]
    [InlineData("<a href=http://x.example>a</a><a href=http://y.example>b</a>", "a <http://x.example> b <http://y.example>")]
    [InlineData("<a href='https://x.example/'><img src=i.png></a>", "https://x.example/")]
    [InlineData("<a href='https://x.example/'><img src=i.png alt='Our shop'></a>", "Our shop <https://x.example/>")]
    [InlineData("<a href='https://x.example/'><div>a</div></a><div>b</div>", "a <https://x.example/>\nb")]
    [InlineData("<a href='https://x.example/'>a<br>b</a>c", "a\nb <https://x.example/> c")]
    [InlineData("<a href='https://x.example/'><table><tr><td>a</td><td>b</td></tr></table></a>", "a\tb <https://x.example/>")]
    [InlineData("<table><tr><td><a href='https://x.example/'>a</td><td>b</td></tr></table>", "a <https://x.example/>\tb")]
    [InlineData("<a href='https://x.example/'>a<a href='https://y.example/'>b</a>", "a <https://x.example/> b <https://y.example/>")]
    [InlineData("<a href='https://x.example/'>a<div hidden>b</a>c</div>d", "a <https://x.example/> d")]
    [InlineData("<a href=' https://x.ex\nample/a b&lt;c&gt; '>a</a>", "a <https://x.example/a%20b%3Cc%3E>")]
    [InlineData("<a href=//x.example/>a</a>", "a <https://x.example/>")]
    [InlineData("<A HREF=HTTPS://X.EXAMPLE/>a</A>", "a <HTTPS://X.EXAMPLE/>")]
    [InlineData("<a href=https://x.example/ href=https://evil.example/>a</a>", "a <https://x.example/>")]
    [InlineData("<a href=https://x.example/>a", "a <https://x.example/>")]
    [InlineData("<map><area href=https://x.example/ alt=a><area href=https://y.example/></map>", "a <https://x.example/>\nhttps://y.example/")]
    [InlineData("<a href=mailto:a@x.example>a@x.example</a>", "a@x.example")]
    [InlineData("<a href='mailto:a%40x.example?subject=b'>write</a>", "write <a@x.example>")]
    [InlineData("<a href='mailto:a%0D%0Ab@x.example'>write</a>", "write <a%0D%0Ab@x.example>")]
    [InlineData("<a href='mailto:?subject=b'>tell a friend</a>", "tell a friend")]
    [InlineData("<a href=tel:+49301234567>+49 (30) 123 45 67</a>", "+49 (30) 123 45 67")]
    [InlineData("<a href=tel:+49301234567>call us</a>", "call us <+49301234567>")]
    [InlineData("<a href=#top>a</a><a name=b>b</a><a href=/c>c</a><a href='javascript:d()'>d</a><a href='java\nscript:e()'>e</a><a href=data:text/html,f>f</a><a href=''>g</a><a href=https://>h</a>", "abcdefgh")]
    public void Links_keep_where_they_lead(string html, string text) => AssertText(html, text);

    [Theory]
    [InlineData("a<img src=x alt='b c'>d", "a b c d")]
    [InlineData("a <img alt=''> b<img>", "a b")]
    [InlineData("<img alt=a><img alt=b>", "a b")]
    [InlineData("Hi <img alt='😀'>!", "Hi 😀!")]
    public void Images_are_told_by_their_alternative(string html, string text) => AssertText(html, text);

    [Theory]
    [InlineData("<head><title>t</title><style>s</style><meta name=x>u</head><body>a</body>", "a")]
    [InlineData("<head><title>t</title><p>a", "a")]
    [InlineData("<title>t</title>a<script>if (a < b) '</div>'</script>b<style>s{}</style >c", "abc")]
    [InlineData("a<SCRIPT>x</Script\n>b", "ab")]
    [InlineData("a<script>x</scripty></script>b", "ab")]
    [InlineData("a<script>x", "a")]
    [InlineData("a<noscript><p>x</p></noscript>b<template><div>x</div></template>c<svg><text>x</text></svg>d", "abcd")]
    [InlineData("a<!-- x -->b<!---->c<!-->d<!--->e<!-- x --!>f<!-- -- x -->g", "abcdefg")]
    [InlineData("a<!-- x", "a")]
    [InlineData("<!DOCTYPE html><?xml version=1?>a</>b</ x>c<![CDATA[x]]>d", "abcd")]
    [InlineData("<!--[if mso]><table><tr><td>x</td></tr></table><![endif]-->a<!--[if !mso]><!-->b<!--<![endif]-->c<![if !mso]>d<![endif]>", "abcd")]
    [InlineData("a<div hidden>x<div>y</div>z</div>b", "ab")]
    [InlineData("a<div style='color:red; DISPLAY : None !important'>x</div>b", "ab")]
    [InlineData("a<div style='display:none;display:block'>x</div>b", "a\nx\nb")]
    [InlineData("a<div style='xdisplay:none;display:nonesuch'>x</div>b", "a\nx\nb")]
    [InlineData("a<div style='display&#58;none'>x</div>b", "ab")]
    [InlineData("a<span style=display:none>x<span>y</span>z</span>b", "ab")]
    [InlineData("<div><span hidden>x</div>a", "a")]
    [InlineData("<p hidden>x<p>a", "a")]
    [InlineData("<p>a<template><p>x</p>y</template>b</p><p>c", "ab\n\nc")]
    [InlineData("<ul><li>a<noscript><li>x</noscript>b</ul>", "- ab")]
    [InlineData("<table><tr><td hidden>x<td>a</table>", "a")]
    [InlineData("<div hidden><a href=https://x.example/>x</a><img alt=y><br><hr><pre>z</div>a  b", "a b")]
    [InlineData("<img hidden alt=x><br hidden>a", "a")]
    [InlineData("<span hidden><o:p/></span>a<o:p></o:p>b", "ab")]
    [InlineData("<a title='x>y' b=\"<c>\" d='e'f>a</a>", "a")]
    [InlineData("a<b title='x", "a")]
    public void What_is_not_shown_is_dropped(string html, string text) => AssertText(html, text);

    [Theory]
    [InlineData("a&zwnj;&nbsp;&zwnj;&nbsp;<p>b", "a\n\nb")]
    [InlineData("&#847;&zwnj;&nbsp;&#8199;&#65279;&shy;<p>b", "b")]
    [InlineData("a&#8203;&#8203;b &#847; c", "ab c")]
    [InlineData("می\u200Cخواهم", "می\u200Cخواهم")]
    [InlineData("👩\u200D🚀 co\u00ADop", "👩\u200D🚀 co\u00ADop")]
    [InlineData("👁\uFE0F\u200D🗨\uFE0F", "👁\uFE0F\u200D🗨\uFE0F")]
    public void Characters_without_width_stay_where_they_join_letters(string html, string text) => AssertText(html, text);

    [Fact]
    public void Deep_quotes_are_drawn_so_far_as_a_line_has_room()
    {
        var text = HtmlText.From(string.Concat(Enumerable.Repeat("<blockquote>", 400)) + "a<br>b");

        Assert.Equal(string.Concat(Enumerable.Repeat("> ", 20)) + "a\n" + string.Concat(Enumerable.Repeat("> ", 20)) + "b", text);
    }

    [Fact]
    public void Elements_nested_deeper_than_browsers_go_still_part_lines()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 2000)) + "a" + string.Concat(Enumerable.Repeat("</div>", 2000));

        Assert.Equal("a\nb\n\nc\n\n- d", HtmlText.From(deep + "b<p>c</p><li>d"));
        Assert.Equal("a\n\nb", HtmlText.From(string.Concat(Enumerable.Repeat("<div>", 2000)) + "a<p>b</p>" + string.Concat(Enumerable.Repeat("</div>", 2000))));
    }

    [Fact]
    public void The_end_of_an_element_nested_too_deep_is_not_taken_for_that_of_another() =>
        AssertText($"<blockquote>{string.Concat(Enumerable.Repeat("<div>", 511))}<blockquote>a</blockquote>b", "> a\n>\n> b");

    /// <summary>Millions of characters, and a stack that a recursion a level would end at once. What took the square of that would not end on any day.</summary>
    [Theory(Timeout = 60_000)]
    [MemberData(nameof(HostilePieces))]
    public async Task Hostile_input_costs_no_more_than_its_length(string piece)
    {
        var length = PlainPieces.Contains(piece) || LongRun.Enabled ? Long : Shorter;
        var html = new StringBuilder(length).Insert(0, piece, length / piece.Length).ToString();
        var read = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(
            () =>
            {
                try
                {
                    read.SetResult(HtmlText.From(html));
                }
                catch (Exception e)
                {
                    read.SetException(e);
                }
            },
            maxStackSize: 128 * 1024);
        thread.IsBackground = true;
        thread.Start();

        // A rule of 40 characters for four, or a margin of 40 for a line, are the most that is ever added.
        var text = await read.Task;
        Assert.InRange(text.Length, 0, 12L * html.Length);
    }

    [Fact]
    public void Any_input_makes_clean_lines() => Check.One(Run(5000), Prop.ForAll(Arb.From(AnyHtml), html =>
    {
        var text = HtmlText.From(html);

        Assert.Equal(text, HtmlText.From(html));
        Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain(text, c => char.IsControl(c) && c is not ('\n' or '\t'));
        Assert.Equal(text.TrimEnd(), text);
        Assert.All(text.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
        Assert.False(text.StartsWith('\n'));
    }));

    [Fact]
    public void Every_link_of_a_well_formed_mail_is_in_its_text() => Check.One(Run(1000), Prop.ForAll(Arb.From(WellFormed(4)), html =>
    {
        var text = HtmlText.From(html);

        Assert.DoesNotContain("unseen", text, StringComparison.Ordinal);
        foreach (var href in html.Split("href='").Skip(1).Select(behind => behind[..behind.IndexOf('\'', StringComparison.Ordinal)])) Assert.Contains(href, text, StringComparison.Ordinal);
        foreach (var word in html.Split("word-").Skip(1).Select(behind => behind[..4])) Assert.Contains("word-" + word, text, StringComparison.Ordinal);
    }));

    private static Gen<string> WellFormed(int depth)
    {
        var word = Gen.Choose(1000, 9999).Select(n => $"word-{n}");
        var link = from n in Gen.Choose(1000, 9999)
                   from text in Gen.Elements("word-0000", "", "<img alt='word-0001'>", "<b>word-0002</b>")
                   select $"<a href='https://x.example/{n}'>{text}</a>";
        var unseen = Gen.Elements(
            "<script>if (a < b) 'unseen </div>'</script>", "<style>unseen { }</style>", "<!-- unseen <p> -->", "<!--[if mso]><p>unseen<![endif]-->", "<template><p>unseen</p></template>",
            "<div hidden><div>unseen</div><a href=\"https://unseen.example/\">unseen</a></div>", "<span style='display:none'>unseen<b>unseen</b></span>", "<noscript>unseen</noscript>");
        if (depth == 0) return Gen.Frequency((3, word), (3, link), (1, unseen));
        var inner = WellFormed(depth - 1).ListOf().Resize(4).Select(pieces => string.Concat(pieces));
        var block = from name in Gen.Elements("div", "p", "h2", "blockquote", "pre", "section", "center", "span", "font")
                    from content in name == "p" ? WellFormed(0) : inner
                    select $"<{name}>{content}</{name}>";
        var list = from name in Gen.Elements("ul", "ol")
                   from items in inner.ListOf().Resize(4)
                   select $"<{name}>{string.Concat(items.Select(item => $"<li>{item}</li>"))}</{name}>";
        var table = from rows in inner.ListOf().Resize(3).ListOf().Resize(3)
                    select $"<table>{string.Concat(rows.Select(cells => $"<tr>{string.Concat(cells.Select(cell => $"<td>{cell}</td>"))}</tr>"))}</table>";
        return Gen.OneOf(word, link, unseen, block, list, table);
    }

    // The usual run takes the same inputs each time; the long one looks for new ones, and prints the seed where it fails.
    private static Config Run(int count) => LongRun.Enabled ? Config.QuickThrowOnFailure.WithMaxTest(count * 100) : Config.QuickThrowOnFailure.WithMaxTest(count).WithReplay(7099103068236924084, 6292872859469281617);

    private static void AssertText(string html, string text) => Assert.Equal(text, HtmlText.From(html));
}
