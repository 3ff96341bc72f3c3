namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>A link that is worth writing out, beside its text or in its place.</summary>
internal sealed class HtmlTextLink
{
    // What a reader can follow. Fragments and relative addresses lead nowhere from a mail; javascript: and its like are not for readers.
    private static readonly string[] Web = ["https://", "http://", "ftp://", "webcal://"];

    private readonly bool _isWeb;

    private HtmlTextLink(string address, bool isWeb)
    {
        Address = address;
        _isWeb = isWeb;
    }

    /// <summary>As it is written: a whole URL, or what follows mailto:, tel: or sms:.</summary>
    public string Address { get; }

    /// <summary>Reads an href, its entities decoded.</summary>
    /// <returns><see langword="null"/> where there is nothing to write.</returns>
    public static HtmlTextLink? TryRead(string href)
    {
        var url = Cleaned(href);
        if (url.StartsWith("//", StringComparison.Ordinal)) url = "https:" + url;
        if (SchemeOf(url) is { } scheme) return url.Length > scheme.Length ? new HtmlTextLink(url, isWeb: true) : null;
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !(url.AsSpan(0, colon) is var word && (word.Equals("mailto", StringComparison.OrdinalIgnoreCase) || word.Equals("tel", StringComparison.OrdinalIgnoreCase) || word.Equals("sms", StringComparison.OrdinalIgnoreCase)))) return null;
        var rest = url[(colon + 1)..];
        if (rest.IndexOf('?', StringComparison.Ordinal) is >= 0 and var query) rest = rest[..query];
        var plain = Uri.UnescapeDataString(rest);
        if (Cleaned(plain) == plain) rest = plain;
        return rest.Length > 0 ? new HtmlTextLink(rest, isWeb: false) : null;
    }

    /// <summary>Whether a text says all that the address does.</summary>
    public bool IsSaidBy(ReadOnlySpan<char> text)
    {
        if (_isWeb) return Bare(text).Equals(Bare(Address), StringComparison.OrdinalIgnoreCase);
        if (Address.Contains('@', StringComparison.Ordinal)) return text.Equals(Address, StringComparison.OrdinalIgnoreCase);
        return Digits(text) == Digits(Address);
    }

    /// <summary>Whether the address stands in the place of a text that says the same; a person's address or number stays as it is written.</summary>
    public bool ReplacesText => _isWeb;

    // As browsers do: controls at the ends, and line ends and tabs anywhere, are no part of a URL. What would end the angle brackets is escaped.
    private static string Cleaned(string url)
    {
        var clean = new System.Text.StringBuilder(url.Length);
        foreach (var c in url.AsSpan().Trim())
        {
            if (char.IsControl(c)) continue;
            if (c is '<') clean.Append("%3C");
            else if (c is '>') clean.Append("%3E");
            else if (char.IsWhiteSpace(c)) clean.Append("%20");
            else clean.Append(c);
        }

        return clean.ToString();
    }

    private static string? SchemeOf(ReadOnlySpan<char> url)
    {
        foreach (var scheme in Web)
        {
            if (url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return scheme;
        }

        return null;
    }

    private static ReadOnlySpan<char> Bare(ReadOnlySpan<char> url)
    {
        if (SchemeOf(url) is { } scheme) url = url[scheme.Length..];
        return url.TrimEnd('/');
    }

    private static string Digits(ReadOnlySpan<char> number)
    {
        var digits = new System.Text.StringBuilder();
        foreach (var c in number)
        {
            if (char.IsAsciiDigit(c) || c == '+') digits.Append(c);
            else if (char.IsLetter(c)) digits.Append(c); // "Call +49 …" says more than the number
        }

        return digits.ToString();
    }
}
