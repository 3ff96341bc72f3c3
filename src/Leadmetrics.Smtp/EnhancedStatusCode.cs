using System.Globalization;

namespace Leadmetrics.Smtp;

/// <summary>An enhanced status code, <c>class.subject.detail</c> (RFC 3463).</summary>
/// <param name="Class">2, 4 or 5.</param>
/// <param name="Subject">0 to 999.</param>
/// <param name="Detail">0 to 999.</param>
public readonly record struct EnhancedStatusCode(int Class, int Subject, int Detail)
{
    /// <summary>Reads the code that a reply line's text begins with, if there is one.</summary>
    /// <param name="text">The text behind the reply code.</param>
    /// <param name="code">The code read.</param>
    /// <returns><see langword="false"/> where the text begins with none.</returns>
    public static bool TryParsePrefix(ReadOnlySpan<char> text, out EnhancedStatusCode code)
    {
        code = default;
        var end = text.IndexOf(' ');
        var token = end < 0 ? text : text[..end];
        var first = token.IndexOf('.');
        var last = token.LastIndexOf('.');
        if (first != 1 || last <= first + 1 || last == token.Length - 1) return false;
        if (token[0] is not ('2' or '4' or '5')) return false;
        if (!TryParseNumber(token[(first + 1)..last], out var subject) || !TryParseNumber(token[(last + 1)..], out var detail)) return false;
        code = new EnhancedStatusCode(token[0] - '0', subject, detail);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool TryParseNumber(ReadOnlySpan<char> digits, out int value)
    {
        value = 0;
        return digits.Length is >= 1 and <= 3 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
