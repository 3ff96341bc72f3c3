using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Finds addresses in fields. What it gives has the form <c>local@domain</c> and is otherwise not checked.</summary>
internal static class MailAddresses
{
    private const int MaxAddress = 320;

    /// <summary>The addresses of a list such as To; at most 1,000.</summary>
    public static IEnumerable<string> In(string field)
    {
        var text = MailText.WithoutComments(field);
        var (start, quoted, found) = (0, false, 0);
        for (var i = 0; i <= text.Length && found < 1000; i++)
        {
            if (i < text.Length && text[i] == '\\' && quoted) i++;
            else if (i < text.Length && text[i] == '"') quoted = !quoted;
            if (i < text.Length && (quoted || text[i] is not (',' or ';'))) continue;
            var piece = text.AsSpan(start, Math.Min(i, text.Length) - start);
            start = i + 1;
            if (One(piece) is not { } address) continue;
            found++;
            yield return address;
        }
    }

    /// <summary>One address, with or without a name before its angle brackets.</summary>
    public static string? One(ReadOnlySpan<char> text)
    {
        if (text.LastIndexOf('<') is >= 0 and var open)
        {
            text = text[(open + 1)..];
            if (text.IndexOf('>') is >= 0 and var close) text = text[..close];
        }

        text = text.Trim();
        var at = text.LastIndexOf('@');
        if (at <= 0 || at == text.Length - 1 || text.Length > MaxAddress) return null;
        foreach (var c in text)
        {
            if (char.IsControl(c) || (char.IsWhiteSpace(c) && text[0] != '"')) return null;
        }

        return text.ToString();
    }

    /// <summary>The address of a field with a type in front, such as <c>rfc822; jane@example.com</c> or <c>utf-8; j\x{FC}rgen@example.com</c>.</summary>
    /// <returns><see langword="null"/>: there is no field, or what it holds is no address of mail.</returns>
    public static string? Typed(string? field)
    {
        if (field is null) return null;
        var value = MailText.WithoutComments(field);
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        var type = semicolon < 0 ? "rfc822" : value[..semicolon].Trim().ToLowerInvariant();

        // The type may be missing, and the address hold a semicolon in quotes.
        if (type.Contains('@', StringComparison.Ordinal)) return One(value);
        var address = One(value.AsSpan(semicolon + 1));
        return type == "utf-8" && address is not null ? One(Unescape(address)) : address;
    }

    // RFC 6533 section 3: \x{HEX} is one character; a backslash itself is \x{5C}.
    private static string Unescape(string address)
    {
        var result = new StringBuilder(address.Length);
        for (var i = 0; i < address.Length; i++)
        {
            var end = address[i] == '\\' && address.AsSpan(i).StartsWith("\\x{", StringComparison.OrdinalIgnoreCase) ? address.AsSpan(i, Math.Min(10, address.Length - i)).IndexOf('}') : -1;
            if (end > 3 && int.TryParse(address.AsSpan(i + 3, end - 3), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.IsValid(value))
            {
                result.Append(new Rune(value).ToString());
                i += end;
            }
            else
            {
                result.Append(address[i]);
            }
        }

        return result.ToString();
    }
}
