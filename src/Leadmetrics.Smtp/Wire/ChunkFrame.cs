using System.Globalization;
using System.Text;

namespace Leadmetrics.Smtp.Wire;

/// <summary>The command line of a chunk (RFC 3030), written before its octets are known in number.</summary>
/// <remarks>
/// States: closed ⇄ open. An open frame keeps room for the line that is expected; closing puts the true one there, and what stands behind
/// moves only where the guess had another number of digits. Invariant: nothing of an open chunk is sent, so it can be dropped without a trace.
/// </remarks>
internal sealed class ChunkFrame(WireWriter output, ISmtpTranscript? transcript)
{
    private int _start;
    private int _reserved;

    public bool IsOpen { get; private set; }

    public void Open(long expected, bool isLast)
    {
        Span<byte> line = stackalloc byte[40];
        _start = output.Count;
        _reserved = Format(line, expected, isLast);
        line[.._reserved].CopyTo(output.GetSpan(_reserved));
        output.Advance(_reserved);
        IsOpen = true;
    }

    public void Close(bool isLast)
    {
        Span<byte> line = stackalloc byte[40];
        var length = Format(line, output.Count - _start - _reserved, isLast);
        output.Replace(_start, _reserved, line[..length]);
        transcript?.Sent(Encoding.ASCII.GetString(line[..(length - 2)]));
        IsOpen = false;
    }

    public void Drop()
    {
        if (!IsOpen) return;
        output.Truncate(_start);
        IsOpen = false;
    }

    private static int Format(Span<byte> line, long octets, bool isLast)
    {
        "BDAT "u8.CopyTo(line);
        if (!octets.TryFormat(line[5..], out var digits, default, CultureInfo.InvariantCulture)) throw new InvalidOperationException("A long has at most 20 digits.");
        var end = isLast ? " LAST\r\n"u8 : "\r\n"u8;
        end.CopyTo(line[(5 + digits)..]);
        return 5 + digits + end.Length;
    }
}
