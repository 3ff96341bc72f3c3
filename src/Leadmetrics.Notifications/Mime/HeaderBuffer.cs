using System.Buffers;
using System.Text;

namespace Leadmetrics.Notifications.Mime;

/// <summary>ASCII in a pooled array that grows, with the column that folding needs. Holds everything of a message but its bodies.</summary>
internal sealed class HeaderBuffer : IDisposable
{
    /// <summary>RFC 5322 section 2.1.1 asks for 78; RFC 2047 section 2 for 76 where a line holds an encoded-word.</summary>
    public const int LineLimit = 76;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(2048);
    private int _lineStart;

    public int Length { get; private set; }

    public int Column => Length - _lineStart;

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Dispose()
    {
        if (_bytes.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    public Span<byte> GetSpan(int size)
    {
        if (_bytes.Length - Length < size) Grow(size);
        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Write(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    public void Write(ReadOnlySpan<byte> value)
    {
        value.CopyTo(GetSpan(value.Length));
        Length += value.Length;
    }

    /// <summary>Whether anything beyond ASCII was written: a header as RFC 6532 has it.</summary>
    public bool IsUtf8 { get; private set; }

    /// <summary>Writes text beyond ASCII as UTF-8, which only a message that goes by SMTPUTF8 may hold.</summary>
    public void WriteUtf8(ReadOnlySpan<char> text)
    {
        Length += Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length)));
        IsUtf8 = true;
    }

    /// <summary>Writes what another one holds.</summary>
    public void Write(HeaderBuffer other)
    {
        Write(other.Written.Span);
        IsUtf8 |= other.IsUtf8;
    }

    /// <summary>Writes text that is known to be ASCII.</summary>
    public void Write(ReadOnlySpan<char> ascii)
    {
        // The last assertion: whoever writes here has checked before.
        if (ascii.ContainsAny('\r', '\n', '\0')) throw new InvalidOperationException("Text with a line end reached a header.");
        if (Ascii.FromUtf16(ascii, GetSpan(ascii.Length), out var written) != OperationStatus.Done) throw new InvalidOperationException("Text that is not ASCII reached a header unencoded.");
        Length += written;
    }

    public void EndLine()
    {
        Write("\r\n"u8);
        _lineStart = Length;
    }

    /// <summary>The space before a token of that length, on a new line where it would not fit into this one.</summary>
    public void Separate(int tokenLength)
    {
        if (Column + 1 + tokenLength > LineLimit) EndLine();
        Write((byte)' ');
    }

    /// <summary>
    /// The space before a token that nothing may divide, such as an address or a Message-ID. The first of a field stays beside the name: readers are known that take a field
    /// whose first line holds nothing for an empty one.
    /// </summary>
    public void SeparateWhole(int tokenLength)
    {
        if (Written.Span[Length - 1] == (byte)':') Write((byte)' ');
        else Separate(tokenLength);
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + size), _bytes.Length * 2));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
