using System.Text;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>A header section, or a block of fields of the same form: names and unfolded values.</summary>
internal sealed class MailHeader
{
    private const int MaxFields = 1000;
    private const int MaxValue = 8 * 1024;

    private readonly List<(string Name, string Value)> _fields = [];

    /// <summary>Whether there is no field.</summary>
    public bool IsEmpty => _fields.Count == 0;

    /// <summary>The first field of a name; <see langword="null"/> where there is none.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var field in _fields)
            {
                if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return field.Value;
            }

            return null;
        }
    }

    /// <summary>All fields of a name.</summary>
    public IEnumerable<string> All(string name) => _fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value);

    /// <summary>Reads fields up to an empty line or the end. What is no field is passed over.</summary>
    /// <param name="octets">The octets.</param>
    /// <param name="end">Where what follows the empty line begins.</param>
    public static MailHeader Read(ReadOnlySpan<byte> octets, out int end)
    {
        var header = new MailHeader();
        var value = new StringBuilder();
        string? name = null;
        var lines = new OctetLines(octets);
        while (lines.Read() && lines.Line.Length > 0)
        {
            var line = lines.Line;
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (name is not null) Append(value, line);
                continue;
            }

            header.Add(name, value);
            name = null;
            if (header._fields.Count == MaxFields || line.IndexOf((byte)':') is not (> 0 and <= 76 and var colon)) continue;
            name = Encoding.Latin1.GetString(line[..colon]).TrimEnd();
            value.Clear();
            Append(value, line[(colon + 1)..]);
        }

        header.Add(name, value);
        end = lines.Next;
        return header;
    }

    private static void Append(StringBuilder value, ReadOnlySpan<byte> line)
    {
        var room = MaxValue - value.Length;
        if (room <= 0) return;
        if (value.Length > 0) value.Append(' ');
        value.Append(MailText.Of(line[..Math.Min(line.Length, room)].Trim(" \t"u8)));
    }

    private void Add(string? name, StringBuilder value)
    {
        if (name is not null) _fields.Add((name, value.ToString()));
    }
}
