using System.Buffers;
using System.Globalization;

namespace Leadmetrics.Notifications.Mime;

/// <summary>The parameters that carry a file name: <c>filename</c> of Content-Disposition (RFC 2183) and <c>name</c> of Content-Type.</summary>
internal static class FileNameParameters
{
    // RFC 2231 section 7, attribute-char.
    private static readonly SearchValues<byte> Literal = SearchValues.Create("!#$&+-.^_`{|}~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>
    /// Writes <c>filename</c>, and where the name is not short plain ASCII <c>filename*</c> (RFC 2231, in sections where it is long) with an ASCII fallback behind it:
    /// of readers that know both, some take the first.
    /// </summary>
    public static void WriteFileName(HeaderBuffer output, string name)
    {
        if (!FileNames.IsPlain(name))
        {
            WriteExtended(output, name);
            name = FileNames.Fallback(name);
        }

        StartParameter(output);
        output.Write("filename="u8);
        AddressFields.WriteQuoted(output, name);
    }

    /// <summary>
    /// Writes <c>name</c> for readers older than Content-Disposition. RFC 2047 does not allow encoded-words there, yet it is the one form that such readers know, and
    /// those that know better have taken <c>filename</c>.
    /// </summary>
    public static void WriteName(HeaderBuffer output, string name)
    {
        StartParameter(output);
        output.Write("name="u8);
        if (FileNames.IsPlain(name))
        {
            AddressFields.WriteQuoted(output, name);
            return;
        }

        output.Write((byte)'"');
        EncodedWords.Write(output, name, spaceBefore: false);
        output.Write((byte)'"');
    }

    private static void StartParameter(HeaderBuffer output)
    {
        output.Write((byte)';');
        output.EndLine();
        output.Write((byte)' ');
    }

    private static void WriteExtended(HeaderBuffer output, string name)
    {
        StartParameter(output);
        var single = " filename*=utf-8''".Length + EncodedLength(name) < HeaderBuffer.LineLimit;
        output.Write(single ? "filename*="u8 : "filename*0*="u8);
        output.Write("utf-8''"u8);
        Span<byte> octets = stackalloc byte[4];
        var section = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            var encoded = octets[..rune.EncodeToUtf8(octets)];
            if (output.Column + Cost(encoded) >= HeaderBuffer.LineLimit)
            {
                StartParameter(output);
                output.Write("filename*"u8);
                output.Write((++section).ToString(CultureInfo.InvariantCulture));
                output.Write("*="u8);
            }

            foreach (var octet in encoded) WriteOctet(output, octet);
        }
    }

    private static void WriteOctet(HeaderBuffer output, byte octet)
    {
        if (Literal.Contains(octet))
        {
            output.Write(octet);
            return;
        }

        Hex.Write(output.GetSpan(3), (byte)'%', octet);
        output.Advance(3);
    }

    private static int EncodedLength(string name)
    {
        Span<byte> octets = stackalloc byte[4];
        var length = 0;
        foreach (var rune in name.EnumerateRunes()) length += Cost(octets[..rune.EncodeToUtf8(octets)]);
        return length;
    }

    private static int Cost(ReadOnlySpan<byte> octets)
    {
        var cost = 0;
        foreach (var octet in octets) cost += Literal.Contains(octet) ? 1 : 3;
        return cost;
    }
}
