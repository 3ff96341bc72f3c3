using System.Text;
using System.Text.Encodings.Web;

namespace Leadmetrics.Notifications;

/// <summary>Finds and fills the <c>{{key}}</c> places of a batch's texts. Pure.</summary>
internal static class BatchText
{
    private const int MaxKey = 64;

    /// <summary>Calls back for each piece: plain text, or a key in place of its braces. One pass: what a value holds is never read again.</summary>
    public static void Walk(string text, Action<ReadOnlyMemory<char>> plain, Action<string> key)
    {
        var rest = text.AsMemory();
        for (var from = 0; ;)
        {
            var open = rest.Span[from..].IndexOf("{{", StringComparison.Ordinal);
            if (open < 0) break;
            open += from;
            var length = KeyLength(rest.Span[(open + 2)..]);
            if (length == 0)
            {
                from = open + 1;
                continue;
            }

            if (open > 0) plain(rest[..open]);
            key(rest.Slice(open + 2, length).ToString());
            rest = rest[(open + length + 4)..];
            from = 0;
        }

        if (!rest.IsEmpty) plain(rest);
    }

    /// <summary>The keys that a text names, each once.</summary>
    public static void Keys(string? text, ISet<string> into)
    {
        if (text is not null) Walk(text, static _ => { }, key => into.Add(key));
    }

    /// <summary>The text with its values in place.</summary>
    public static string? Fill(string? text, IReadOnlyDictionary<string, string> values, bool isHtml)
    {
        if (text is null || !text.Contains("{{", StringComparison.Ordinal)) return text;
        var filled = new StringBuilder(text.Length);
        Walk(text, piece => filled.Append(piece.Span), key => filled.Append(Value(values[key], isHtml)));
        return filled.ToString();
    }

    /// <summary>A value as it stands in a text or in HTML.</summary>
    public static string Value(string value, bool isHtml) => isHtml ? HtmlEncoder.Default.Encode(value) : value;

    // The length of the key that stands before "}}"; 0 where there is none.
    private static int KeyLength(ReadOnlySpan<char> behindBraces)
    {
        var length = 0;
        while (length < behindBraces.Length && (char.IsAsciiLetterOrDigit(behindBraces[length]) || behindBraces[length] is '_' or '.' or '-')) length++;
        return length is > 0 and <= MaxKey && behindBraces[length..].StartsWith("}}", StringComparison.Ordinal) ? length : 0;
    }
}
