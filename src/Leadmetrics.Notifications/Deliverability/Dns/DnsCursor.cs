using System.Buffers.Binary;
using System.Text;

namespace Leadmetrics.Notifications.Deliverability.Dns;

/// <summary>A place in a message, and where the part ends that may be read from it.</summary>
/// <remarks>Invariant: a name's pointers lead to ever lower places (RFC 1035 section 4.1.4: a prior occurrence), so that reading one ends.</remarks>
internal ref struct DnsCursor
{
    private const int MaxJumps = 16;
    private readonly ReadOnlySpan<byte> _message;
    private readonly int _end;
    private int _at;

    public DnsCursor(ReadOnlySpan<byte> message)
        : this(message, 0, message.Length)
    {
    }

    private DnsCursor(ReadOnlySpan<byte> message, int at, int end)
    {
        _message = message;
        (_at, _end) = (at, end);
    }

    public readonly bool IsAtEnd => _at == _end;

    public bool TryByte(out byte value)
    {
        value = 0;
        if (_at >= _end) return false;
        value = _message[_at++];
        return true;
    }

    public bool TryUInt16(out ushort value)
    {
        value = 0;
        if (!TryOctets(2, out var octets)) return false;
        value = BinaryPrimitives.ReadUInt16BigEndian(octets);
        return true;
    }

    public bool TryUInt32(out uint value)
    {
        value = 0;
        if (!TryOctets(4, out var octets)) return false;
        value = BinaryPrimitives.ReadUInt32BigEndian(octets);
        return true;
    }

    public bool TryOctets(int count, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        if (count > _end - _at) return false;
        octets = _message.Slice(_at, count);
        _at += count;
        return true;
    }

    /// <summary>A part of the message, in which names may still point out of it.</summary>
    public bool TryPart(int length, out DnsCursor part)
    {
        part = new DnsCursor(_message, _at, _at + length);
        return TryOctets(length, out _);
    }

    /// <summary>A name in lower case; the root is the empty text.</summary>
    public bool TryName(out string name)
    {
        name = "";
        var text = new StringBuilder();
        var (at, end, lowest, octets, jumps) = (_at, _end, _at, 1, 0);
        while (at < end)
        {
            int length = _message[at];
            if (length == 0)
            {
                if (jumps == 0) _at = at + 1;
                name = text.ToString();
                return true;
            }

            if (length >= 0xC0)
            {
                if (at + 1 >= end || ++jumps > MaxJumps) return false;
                var target = ((length & 0x3F) << 8) | _message[at + 1];
                if (target >= lowest) return false;
                if (jumps == 1) _at = at + 2;

                // What is pointed to may stand anywhere in the message.
                (at, end, lowest) = (target, _message.Length, target);
                continue;
            }

            octets += length + 1;
            if (length > DnsName.MaxLabel || octets > DnsName.MaxOctets || at + 1 + length > end) return false;
            DnsName.Append(text, _message.Slice(at + 1, length));
            at += length + 1;
        }

        return false;
    }
}
