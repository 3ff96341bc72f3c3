using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Leadmetrics.Notifications.Mime;

/// <summary>A text as UTF-8 octets in blocks of any size, every line end as CRLF, lone surrogates as U+FFFD.</summary>
/// <remarks>A block may end inside a scalar or a CRLF: what is left of it waits in <c>_rest</c>, lowest octet first.</remarks>
internal struct TextOctets(string text)
{
    private int _position;
    private uint _rest;
    private int _restCount;

    public static long Count(string text)
    {
        var line = text.AsSpan();
        var lone = line.Count('\r') + line.Count('\n') - (2 * line.Count("\r\n"));
        return (long)Encoding.UTF8.GetByteCount(text) + lone;
    }

    /// <summary>The whole text at once.</summary>
    public static byte[] All(string text)
    {
        var all = new byte[Count(text)];
        new TextOctets(text).Read(all);
        return all;
    }

    /// <summary>Fills the block, but for the end of the text.</summary>
    /// <returns>The octets read.</returns>
    public int Read(Span<byte> block)
    {
        var count = 0;
        while (count < block.Length)
        {
            if (_restCount > 0)
            {
                block[count++] = (byte)_rest;
                _rest >>= 8;
                _restCount--;
                continue;
            }

            if (_position == text.Length) break;
            count += ReadRun(block[count..]);
        }

        return count;
    }

    private int ReadRun(Span<byte> block)
    {
        var rest = text.AsSpan(_position);
        if (rest[0] is '\r' or '\n')
        {
            _position += LineEnds.Length(rest);
            _rest = '\r' | ('\n' << 8);
            _restCount = 2;
            return 0;
        }

        var room = rest[..Math.Min(rest.Length, block.Length)];
        var end = room.IndexOfAny('\r', '\n');
        var isWhole = end >= 0 || room.Length == rest.Length;
        Utf8.FromUtf16(end < 0 ? room : room[..end], block, out var read, out var written, replaceInvalidSequences: true, isFinalBlock: isWhole);
        _position += read;
        if (read == 0) HoldScalar(rest);
        return written;
    }

    private void HoldScalar(ReadOnlySpan<char> rest)
    {
        Span<byte> octets = stackalloc byte[4];
        Rune.DecodeFromUtf16(rest, out var rune, out var consumed);
        _restCount = rune.EncodeToUtf8(octets);
        _rest = BinaryPrimitives.ReadUInt32LittleEndian(octets);
        _position += consumed;
    }
}
