using System.Globalization;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Finds the reply code and the enhanced status codes in what a server said. Pure, and linear in the text's length.</summary>
/// <remarks>Numbers that only look like codes are passed over: parts of addresses and versions (four numbers, or a subject above 7), ports, times.</remarks>
internal static class DiagnosticCodes
{
    private const int LastSubject = 7;

    /// <summary>The reply code: the first of three digits from 200 to 599 that stands alone and begins the text, or follows what quotes a server.</summary>
    public static int? Reply(string? text) => text is not null && ReplyAt(text) is >= 0 and var at ? int.Parse(text.AsSpan(at, 3), CultureInfo.InvariantCulture) : null;

    /// <summary>The enhanced code that the server itself gave: the one directly behind the reply code; where there is none, the one that begins the text, or ends it in qmail's form, <c>(#5.1.1)</c>.</summary>
    public static string? Stated(string? text)
    {
        if (text is null) return null;
        if (ReplyAt(text) is >= 0 and var at) return Leading(text.AsSpan(at + 3).TrimStart(" -#(["));
        return Leading(text) ?? (text.EndsWith(')') && text.LastIndexOf("(#", StringComparison.Ordinal) is >= 0 and var open && Leading(text.AsSpan(open + 2)) is { } last && open + 2 + last.Length == text.Length - 1 ? last : null);
    }

    /// <summary>Every enhanced code of a refusal, wherever it stands: the server's own, those of servers that it quotes, and what merely looks like one.</summary>
    public static IEnumerable<string> All(string? text)
    {
        for (var i = 0; i < text?.Length; i++)
        {
            if (i > 0 && (char.IsAsciiLetterOrDigit(text[i - 1]) || text[i - 1] is '.' or '-' && IsJoined(text, i))) continue;
            if (Leading(text.AsSpan(i)) is not { } code) continue;
            yield return code;
            i += code.Length - 1;
        }
    }

    /// <summary>Whether a code says no more than that something is wrong with the address, the mailbox, the system…: x.0.z, x.y.0, and 5.7.1, which everything is called.</summary>
    public static bool IsGeneral(string code) => code[1..].StartsWith(".0.", StringComparison.Ordinal) || code.EndsWith(".0", StringComparison.Ordinal) || code[1..] is ".7.1";

    /// <summary>Reads a Status field, comments and all.</summary>
    public static string? Status(string? field)
    {
        if (field is null) return null;
        var text = field.AsSpan().Trim();
        return text.Length > 0 && text[0] is '2' or '4' or '5' && TryRead(text, out var length, anySubject: true) ? Plain(text[..length]) : null;
    }

    private static int ReplyAt(string text)
    {
        for (var i = 0; i + 3 <= text.Length; i++)
        {
            if (text[i] is not ('2' or '4' or '5') || !char.IsAsciiDigit(text[i + 1]) || !char.IsAsciiDigit(text[i + 2])) continue;
            var starts = i == 0 || text[i - 1] is ' ' or ';' or '\'' or '"' or '(' or '<' or ':' or '\n' or '\t' or '#';
            var ends = i + 3 == text.Length || text[i + 3] is ' ' or '-' or ':' or '\'' or '"' or '\n' or ';' or ',' or '#';
            if (starts && ends && text[i + 1] <= '5' && !IsCounted(text, i)) return i;
        }

        return -1;
    }

    private static string? Leading(ReadOnlySpan<char> text) => text is ['4' or '5', ..] && TryRead(text, out var length) ? text[..length].ToString() : null;

    // `550-5.1.1` is a reply and its code, `x-5.1.1` a name.
    private static bool IsJoined(string text, int index) => text[index - 1] == '.' || index < 2 || !char.IsAsciiDigit(text[index - 2]);

    // "after 450 attempts", "retry in 300 seconds": numbers of things. What begins with a number begins with a reply: "550 Message rejected".
    private static bool IsCounted(string text, int index)
    {
        if (index == 0) return false;
        var rest = text.AsSpan(Math.Min(index + 4, text.Length));
        return rest.StartsWith("second", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("minute", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("attempt", StringComparison.OrdinalIgnoreCase)
            || rest.StartsWith("hour", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("byte", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("messages", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryRead(ReadOnlySpan<char> text, out int length, bool anySubject = false)
    {
        length = 0;
        if (text.Length < 5 || text[1] != '.') return false;
        var subject = Digits(text[2..]);
        if (subject is 0 or > 3 || text.Length <= 2 + subject || text[2 + subject] != '.') return false;
        var detail = Digits(text[(3 + subject)..]);
        if (detail is 0 or > 3) return false;
        length = 3 + subject + detail;
        if (!anySubject && (subject > 1 || text[2] - '0' > LastSubject)) return false;

        // A fourth number makes it an address or a version; a dot alone ends a sentence.
        return text.Length == length || !(char.IsAsciiLetterOrDigit(text[length]) || (text[length] == '.' && text.Length > length + 1 && char.IsAsciiDigit(text[length + 1])));
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        return count < 0 ? text.Length : count;
    }

    private static string Plain(ReadOnlySpan<char> code)
    {
        var second = code[2..].IndexOf('.') + 2;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{code[0]}.{int.Parse(code[2..second], CultureInfo.InvariantCulture)}.{int.Parse(code[(second + 1)..], CultureInfo.InvariantCulture)}");
    }
}
