using System.Buffers;
using System.Text;

namespace Leadmetrics.Notifications.Mime;

/// <summary>Unstructured field values (RFC 5322 section 2.2.1): words as they are, and what is not plain ASCII as one run of encoded-words.</summary>
/// <remarks>
/// The run reaches from the first word that needs encoding to the last, spaces between included, because readers drop spaces between encoded-words and keep
/// those beside them. What looks like an encoded-word, space at either end, and several spaces where a line may be folded need encoding too: they would not read
/// back the same. In fields for machines spaces between words stay bare, as whatever parses these takes many for one.
/// </remarks>
internal static class HeaderText
{
    /// <summary>The longest word that is left as it is in a field that machines may read without decoding it; a line never passes 998 octets.</summary>
    public const int MaxMachineWord = 900;

    private static readonly SearchValues<char> Printable = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    /// <summary>Whether every character is printable ASCII or a space, and none can be taken for an encoded-word.</summary>
    public static bool IsPlain(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Printable) < 0 && text.IndexOf("=?", StringComparison.Ordinal) < 0;

    /// <summary>Writes the value behind <c>Name:</c>, and the end of the line.</summary>
    public static void Write(HeaderBuffer output, ReadOnlySpan<char> value, int maxWord = HeaderBuffer.LineLimit - 1)
    {
        if (value.IsEmpty)
        {
            output.EndLine();
            return;
        }

        if (output.Column + 1 + value.Length <= HeaderBuffer.LineLimit && value[0] != ' ' && value[^1] != ' ' && IsPlain(value))
        {
            output.Write((byte)' ');
            output.Write(value);
        }
        else
        {
            var room = maxWord == MaxMachineWord ? maxWord : HeaderBuffer.LineLimit - 1 - output.Column;
            var run = FindRun(value, room, maxWord);
            WriteWords(output, value[..run.Start]);
            if (run.Start < run.End) EncodedWords.Write(output, value[(run.Start == 0 ? 0 : run.Start + 1)..run.End]);
            WriteWords(output, value[run.End..]);
        }

        output.EndLine();
    }

    /// <summary>The value as it is written, on one line: for those who are told of fields by name and value.</summary>
    public static string Encode(string value)
    {
        if (IsPlain(value)) return value;
        using var output = new HeaderBuffer();
        Write(output, value, MaxMachineWord);
        return Encoding.ASCII.GetString(output.Written.Span).Replace("\r\n", "", StringComparison.Ordinal).TrimStart(' ');
    }

    // A word here is the spaces before it and its characters. The start of the run is where the spaces before it start.
    private static (int Start, int End) FindRun(ReadOnlySpan<char> value, int maxFirst, int maxWord)
    {
        var start = value[0] == ' ' ? 0 : -1;
        var end = 0;
        for (var at = 0; at < value.Length;)
        {
            var next = NextWord(value, at);
            var word = value[at..next];
            if (!IsPlain(word) || (maxWord != MaxMachineWord && word.StartsWith("  ", StringComparison.Ordinal)) || word.Length > (at == 0 ? maxFirst : maxWord) || (at == 0 && start == 0) || EndsInSpace(value, next))
            {
                if (start < 0) start = at;
                end = EndsInSpace(value, next) ? value.Length : next;
            }

            at = next;
        }

        return start < 0 ? (value.Length, value.Length) : (start, end);
    }

    private static bool EndsInSpace(ReadOnlySpan<char> value, int from) => from < value.Length && value[from..].IndexOfAnyExcept(' ') < 0;

    private static int NextWord(ReadOnlySpan<char> value, int at)
    {
        var first = value[at..].IndexOfAnyExcept(' ');
        if (first < 0) return value.Length;
        var space = value[(at + first)..].IndexOf(' ');
        return space < 0 ? value.Length : at + first + space;
    }

    private static void WriteWords(HeaderBuffer output, ReadOnlySpan<char> words)
    {
        for (var at = 0; at < words.Length;)
        {
            var next = NextWord(words, at);
            var word = words[at..next];

            // The first word has no space before it. It stays beside the name: a first line without any text is read as a value that starts with a space.
            if (word[0] != ' ') output.Write((byte)' ');
            else if (output.Column + word.Length > HeaderBuffer.LineLimit) output.EndLine();
            output.Write(word);
            at = next;
        }
    }
}
