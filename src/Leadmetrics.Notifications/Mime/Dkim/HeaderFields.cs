using System.Text;

namespace Leadmetrics.Notifications.Mime.Dkim;

/// <summary>Where each field of a header section stands in its octets.</summary>
internal readonly ref struct HeaderFields
{
    private readonly ReadOnlySpan<byte> _octets;
    private readonly List<Range> _fields;

    /// <summary>Finds the fields.</summary>
    /// <param name="octets">Fields, each with its CRLF; without the empty line behind them.</param>
    public HeaderFields(ReadOnlySpan<byte> octets)
    {
        _octets = octets;
        _fields = new List<Range>(24);
        var start = 0;
        for (var at = 0; at < octets.Length;)
        {
            var lineEnd = octets[at..].IndexOf("\r\n"u8);
            at = lineEnd < 0 ? octets.Length : at + lineEnd + 2;

            // What starts with white space goes on with the field before it.
            if (at < octets.Length && octets[at] is (byte)' ' or (byte)'\t') continue;
            _fields.Add(start..at);
            start = at;
        }
    }

    /// <summary>Of a name, how many fields there are.</summary>
    public int Count(ReadOnlySpan<byte> name)
    {
        var count = 0;
        foreach (var field in _fields)
        {
            if (IsNamed(_octets[field], name)) count++;
        }

        return count;
    }

    /// <summary>Writes the fields of a name as they are signed: from the last to the first (RFC 6376 section 5.4.2), each with its line end.</summary>
    public void WriteRelaxed(HeaderBuffer output, ReadOnlySpan<byte> name)
    {
        for (var i = _fields.Count - 1; i >= 0; i--)
        {
            var field = _octets[_fields[i]];
            if (!IsNamed(field, name)) continue;
            RelaxedHeader.Write(output, field);
            output.EndLine();
        }
    }

    private static bool IsNamed(ReadOnlySpan<byte> field, ReadOnlySpan<byte> name)
    {
        var colon = field.IndexOf((byte)':');
        return colon >= 0 && Ascii.EqualsIgnoreCase(field[..colon].TrimEnd(" \t"u8), name);
    }
}
