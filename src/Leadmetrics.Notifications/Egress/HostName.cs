using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Leadmetrics.Notifications.Egress;

/// <summary>A host as a tenant typed it, in the one form that is checked, dialled and put into SNI.</summary>
internal readonly record struct HostName(string Ascii, IPAddress? Literal)
{
    // What IDNA takes for a dot (RFC 3490 section 3.1).
    private static readonly char[] Dots = ['.', '\u3002', '\uFF0E', '\uFF61'];

    // Reserved (RFC 6761, 6762, 7686, 8375, 9476, ICANN's .internal), and what RFC 6762 appendix G and hosts files add: nobody can register below them.
    private static readonly string[] LocalNames =
        ["localhost", "localdomain", "localhost4", "localhost6", "localdomain4", "localdomain6", "local", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "onion", "alt"];

    /// <summary>Whether the name is kept for local use, so that no public mail server bears it: a name without a dot, too, which only this machine's own lists can complete.</summary>
    public bool IsLocalName
    {
        get
        {
            if (!Ascii.Contains('.', StringComparison.Ordinal)) return true;
            foreach (var name in LocalNames)
            {
                if (Ascii.Equals(name, StringComparison.Ordinal) || (Ascii.EndsWith(name, StringComparison.Ordinal) && Ascii[^(name.Length + 1)] == '.')) return true;
            }

            return false;
        }
    }

    public bool IsLocalhost => Literal is { } address ? IPAddress.IsLoopback(address) : Ascii == "localhost";

    /// <summary>Reads a host; <paramref name="error"/> is a phrase that follows the field's name.</summary>
    public static bool TryParse(string? text, out HostName host, out string? error)
    {
        host = default;
        error = Check(text);
        if (error is not null) return false;
        if (TryLiteral(text!, out var literal))
        {
            host = new HostName(literal.ToString(), literal);
            return true;
        }

        var name = text!.EndsWith('.') ? text[..^1] : text;
        if (!TryAscii(name, out var ascii) || !Smtp.EhloName.TryCreate(ascii, out _) || ascii[0] == '[')
        {
            error = "is not a host name";
            return false;
        }

        // 127.1, 0x7f.1, 2130706433 and their full-width forms: resolvers read them as addresses. Other scripts' digits have no ASCII form, and end no name either.
        if (IsNumeric(ascii[(ascii.LastIndexOf('.') + 1)..]) || name[(name.LastIndexOfAny(Dots) + 1)..].All(char.IsNumber))
        {
            error = "ends in a number, so it is neither a name nor a plain address";
            return false;
        }

        host = new HostName(ascii.ToLowerInvariant(), null);
        return true;
    }

    private static string? Check(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return "is missing";
        if (text.Contains("://", StringComparison.Ordinal)) return "is a URL: give the host name alone";
        foreach (var c in text)
        {
            // Format characters show nothing, and mapping drops most of them: what is read is not what stands there.
            if (char.IsControl(c) || char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format || c is '%' or '[' or ']' or '/' or '\\' or '@') return "holds a character that no host name has";
        }

        return null;
    }

    private static bool TryLiteral(string text, out IPAddress address)
    {
        // The dotted quad that prints the same, or anything with a colon: other numeric forms are refused, not read.
        return IPAddress.TryParse(text, out address!) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);
    }

    private static bool TryAscii(string name, out string ascii)
    {
        ascii = name;
        if (Encoding.UTF8.GetByteCount(name) == name.Length) return true;
        try
        {
            ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(name);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsNumeric(string label) =>
        label.All(char.IsAsciiDigit) || (label.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && label[2..].All(char.IsAsciiHexDigit));
}
