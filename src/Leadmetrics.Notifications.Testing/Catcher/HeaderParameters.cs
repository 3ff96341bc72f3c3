using System.Globalization;
using System.Text;

namespace Leadmetrics.Notifications.Testing;

/// <summary>Reads <c>value; name=value; name="value"</c> with the continuations and charsets of RFC 2231.</summary>
internal static class HeaderParameters
{
    public static (string Value, Dictionary<string, string> Parameters) Parse(string header)
    {
        var pieces = Split(header);
        var plain = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var extended = new Dictionary<string, List<(int Index, string Value, bool Encoded)>>(StringComparer.OrdinalIgnoreCase);
        foreach (var piece in pieces.Skip(1))
        {
            var equals = piece.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                continue;
            var name = piece[..equals].Trim();
            var value = Unquote(piece[(equals + 1)..].Trim());
            var star = name.IndexOf('*', StringComparison.Ordinal);
            if (star < 0)
            {
                plain.TryAdd(name, EncodedWords.Decode(value));
                continue;
            }
            var encoded = name.EndsWith('*');
            var number = name[(star + 1)..].TrimEnd('*');
            var index = number.Length == 0 ? 0 : int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
            if (!extended.TryGetValue(name[..star], out var sections))
                extended[name[..star]] = sections = [];
            sections.Add((index, value, encoded));
        }
        // The extended form is the better one where both stand (RFC 6266 4.3).
        foreach (var (name, sections) in extended)
            plain[name] = Join(sections);
        return (pieces[0].Trim(), plain);
    }

    private static string Join(List<(int Index, string Value, bool Encoded)> sections)
    {
        string? charset = null;
        var bytes = new MemoryStream();
        foreach (var (index, value, encoded) in sections.OrderBy(section => section.Index))
        {
            var text = value;
            if (index == 0 && encoded && value.Split('\'', 3) is [var named, _, var rest])
                (charset, text) = (named, rest);
            bytes.Write(encoded ? Percent(text) : Encoding.UTF8.GetBytes(text));
        }
        return Charsets.Decode(charset, bytes.ToArray());
    }

    private static byte[] Percent(string text)
    {
        var bytes = new MemoryStream();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                bytes.WriteByte(octet);
                i += 2;
            }
            else
                bytes.Write(Encoding.UTF8.GetBytes(text[i].ToString()));
        }
        return bytes.ToArray();
    }

    private static List<string> Split(string header)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < header.Length; i++)
        {
            if (quoted && header[i] == '\\' && i + 1 < header.Length)
                piece.Append(header[i++]);
            else if (header[i] == '"')
                quoted = !quoted;
            else if (header[i] == ';' && !quoted)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
                continue;
            }
            piece.Append(header[i]);
        }
        pieces.Add(piece.ToString());
        return pieces;
    }

    private static string Unquote(string value)
    {
        if (value is not ['"', .., '"'])
            return value;
        var plain = new StringBuilder();
        for (var i = 1; i < value.Length - 1; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length - 1)
                i++;
            plain.Append(value[i]);
        }
        return plain.ToString();
    }
}
