using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Texts that are hard to carry: the ones that people send, the ones that attackers do, and any.</summary>
internal static class Texts
{
    /// <summary>One line each; every one has to read back the same.</summary>
    public static readonly string[] Lines =
    [
        "Plain",
        "Two  spaces   three",
        " space before",
        "space behind ",
        "   ",
        "tab\there",
        "ご注文ありがとうございます。明日の午後にお届けいたしますので、どうぞよろしくお願いいたします。またのご利用を心よりお待ちしております。",
        "Rechnung für März, Größe 5",
        "naïve",
        "plain words, then käse, then plain words again and again until the line is full and more",
        "käse first and then plain words again and again until the line is full and a bit more than that",
        "🚀 launch 👩‍👩‍👧‍👦 family 🇩🇪",
        string.Concat(Enumerable.Repeat("👩🏽‍🚀", 60)),
        "שלום עולם, مرحبا بالعالم",
        "\u202Eevil\u202C and \u2066isolated\u2069",
        new string('x', 300),
        new string('é', 300),
        string.Join(' ', Enumerable.Repeat("word", 60)),
        string.Join(' ', Enumerable.Repeat("wörd", 60)),
        "a " + new string('y', 74) + " b",
        "a " + new string('y', 75) + " b",
        "a " + new string('y', 76) + " b",
        "\"quoted\" and \\backslash\\",
        "a; b, c: d <e@f> (g) [h] @ .",
        "semi;colon=value",
        "=?utf-8?Q?lookalike?=",
        "=?utf-8?B?bG9va2FsaWtl?= and =?iso-8859-1?q?=E9?=",
        "a=?utf-8?Q?inside?=b",
        "=?",
        "?=",
        "=?=?=?",
        "= ?utf-8? Q",
        "100% =3D underscore_under",
        "control \u0001 \u001B[31m \u007F end",
        "next line \u0085, separators \u2028 \u2029 end",
        "low bytes \u010A \u010D \u560A \u560D end",
        "lone \uD800 high, \uDC00 low \uD83D",
        "\uFEFFbom and \u00A0nbsp\u00A0",
        "combining e\u0301 a\u0308\u0323",
        "\uFFFE \uFFFF \U0010FFFF",
    ];

    public static readonly string[] LineBreaking = ["\r", "\n", "\r\n", "\0", "\r\nBcc: x@evil.example", "a\nX-Evil: 1", "\r\n\r\nbody", "\r\n.\r\n"];

    /// <summary>Dangerous to whoever cuts a character to its low byte, or splits lines as Unicode does: to be carried.</summary>
    public static readonly string[] NotLineBreaking = ["\u0085", "\u2028", "\u2029", "\u010A", "\u010D", "\u560A", "\u560D", "\v", "\f", "\u001C"];

    private static readonly string[] Marks = [" ", "  ", "\t", "\"", "\\", ";", ",", "<", ">", "@", "=", "?", "_", "=?", "?=", ".", "--=_", "%", "'", "/"];

    private static readonly string[] Lookalikes = ["=?utf-8?Q?x?=", "=?utf-8?B?eA==?=", "From ", "\r\nFrom ", "\r\n.\r\n", "word", "long-word-that-is-forty-characters-long--"];

    private static readonly string[] LineEnds = ["\r", "\n", "\r\n", "\0", "\u0085", "\u2028"];

    private static readonly string[] Scripts = ["ä", "é", "世界", "ш", "א", "🚀", "👩🏽‍🚀"];

    /// <summary>Any UTF-16 string, with what is hard to carry more often than chance would have it.</summary>
    /// <remarks>Made in a loop from one drawn number: a generator for every piece takes longer than to write and to read the text three times.</remarks>
    public static Gen<string> Any { get; } = Gen.Sized(size => Gen.Choose(0, int.MaxValue).Select(seed => Make(new Random(seed), size)));

    /// <summary>What of a text the check lets through as the value of a field.</summary>
    public static string AsLine(string text) => string.Concat(text.Where(c => c is not ('\r' or '\n' or '\0')));

    /// <summary>As UTF-8 carries it: each lone surrogate as U+FFFD.</summary>
    public static string WellFormed(string text) => string.Concat(text.EnumerateRunes());

    /// <summary>As a body carries it.</summary>
    public static string AsBody(string text) => WellFormed(text).WithLineEnds("\r\n");

    private static string Make(Random random, int size)
    {
        var text = new StringBuilder();
        for (var left = random.Next(size + 1); left > 0; left--)
        {
            switch (random.Next(17))
            {
                case < 6: text.Append((char)random.Next(0x20, 0x7F)); break;
                case < 8: text.Append(OneOf(Marks)); break;
                case < 9: text.Append(OneOf(Lookalikes)); break;
                case < 10: text.Append(OneOf(LineEnds)); break;
                case < 12: text.Append((char)random.Next(0x10000)); break;
                case < 14: text.Append(char.ConvertFromUtf32(random.Next(0x10000, 0x110000))); break;
                default: text.Append(OneOf(Scripts)); break;
            }
        }

        return text.ToString();

        string OneOf(string[] pieces) => pieces[random.Next(pieces.Length)];
    }

    private static string WithLineEnds(this string text, string lineEnd) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace("\n", lineEnd, StringComparison.Ordinal);
}
