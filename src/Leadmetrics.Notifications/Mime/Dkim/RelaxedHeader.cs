namespace Leadmetrics.Notifications.Mime.Dkim;

/// <summary>Header fields by the relaxed canonicalisation (RFC 6376 section 3.4.2).</summary>
internal static class RelaxedHeader
{
    /// <summary>Writes a field with its name in lower case, unfolded, each run of white space as one space and none beside the colon or at the end; no line end.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="field">The field as it stands in the message, with or without the CRLF at its end.</param>
    public static void Write(HeaderBuffer output, ReadOnlySpan<byte> field)
    {
        var colon = field.IndexOf((byte)':');
        WriteLower(output, field[..colon].TrimEnd(" \t"u8));
        output.Write((byte)':');
        var value = field[(colon + 1)..];
        var isFirst = true;
        while (true)
        {
            value = value.TrimStart(" \t\r\n"u8);
            if (value.IsEmpty) return;
            if (!isFirst) output.Write((byte)' ');
            isFirst = false;
            var end = value.IndexOfAny(" \t\r\n"u8);
            if (end < 0) end = value.Length;
            output.Write(value[..end]);
            value = value[end..];
        }
    }

    private static void WriteLower(HeaderBuffer output, ReadOnlySpan<byte> name)
    {
        System.Text.Ascii.ToLower(name, output.GetSpan(name.Length), out var written);
        output.Advance(written);
    }
}
