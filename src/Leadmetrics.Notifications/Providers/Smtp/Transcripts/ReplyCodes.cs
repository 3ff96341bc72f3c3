using System.Buffers;

namespace Leadmetrics.Notifications.Providers.Smtp.Transcripts;

/// <summary>The part of a reply's line that holds no words: its code and its enhanced status code, <c>535-5.7.8</c>. Pure.</summary>
internal static class ReplyCodes
{
    private const int Code = 3;
    private const int MaxStatus = 11;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");
    private static readonly SearchValues<char> StatusCharacters = SearchValues.Create("0123456789.");

    /// <summary>The line without its words.</summary>
    public static string Of(string line)
    {
        var length = LengthOf(line);
        if (length == line.Length && length > 0) return line;
        return length > Code + 1 ? $"{line.AsSpan(0, length)} ***" : $"{line.AsSpan(0, length)}***";
    }

    /// <summary>How many characters of the line are no words; none where it is no line of a reply.</summary>
    public static int LengthOf(string line)
    {
        if (line.Length < Code || line.AsSpan(0, Code).ContainsAnyExcept(Digits)) return 0;
        if (line.Length == Code) return Code;
        if (line[Code] is not (' ' or '-')) return 0;
        var rest = line.AsSpan(Code + 1);
        var end = rest.IndexOf(' ');
        var word = end < 0 ? rest : rest[..end];
        var isStatus = word is ['2' or '4' or '5', '.', ..] && word.Length <= MaxStatus && !word.ContainsAnyExcept(StatusCharacters);
        return Code + 1 + (isStatus ? word.Length : 0);
    }
}
