using System.Buffers;
using System.Globalization;

namespace Leadmetrics.Smtp.Wire;

/// <summary>xtext (RFC 3461 section 4): printable ASCII but <c>+</c>, <c>=</c> and the space; any other octet as <c>+</c> and two upper-case hexadecimal digits.</summary>
internal static class Xtext
{
    private static readonly SearchValues<char> AsIs = SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(c => (char)c).Where(c => c is not ('+' or '='))]);

    /// <summary>How long the coded form of an ASCII text is.</summary>
    /// <param name="text">ASCII.</param>
    public static int LengthOf(string text) => text.Length + (2 * text.Count(c => !AsIs.Contains(c)));

    /// <summary>Codes an ASCII text.</summary>
    /// <param name="text">ASCII.</param>
    /// <returns>The text itself where nothing in it needs coding.</returns>
    public static string Encode(string text) =>
        text.AsSpan().ContainsAnyExcept(AsIs) ? string.Concat(text.Select(c => AsIs.Contains(c) ? c.ToString() : "+" + ((int)c).ToString("X2", CultureInfo.InvariantCulture))) : text;
}
