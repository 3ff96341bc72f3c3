using System.Buffers;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>Makes every line end CRLF, piece by piece; MailKit does the rest (dots) behind it.</summary>
/// <remarks>State, across every piece: the last octet was a CR or not (it is already out), and whether a line has begun.</remarks>
internal sealed class LineEnds
{
    private bool _lastWasCr;
    private bool _inLine;

    /// <summary>Repairs a piece.</summary>
    public void Write(ReadOnlySpan<byte> source, ArrayBufferWriter<byte> output)
    {
        while (!source.IsEmpty)
        {
            if (_lastWasCr)
            {
                output.Write("\n"u8);
                _lastWasCr = false;
                _inLine = false;
                if (source[0] == '\n') source = source[1..];
                continue;
            }

            var end = source.IndexOfAny((byte)'\r', (byte)'\n');
            if (end != 0) _inLine = true;
            if (end < 0)
            {
                output.Write(source);
                return;
            }

            output.Write(source[..end]);
            output.Write("\r"u8);
            _lastWasCr = true;

            // A lone LF stays for the next round, which writes it behind the CR.
            source = source[end] == '\r' ? source[(end + 1)..] : source[end..];
        }
    }

    /// <summary>Ends the last line where the content did not.</summary>
    public void End(ArrayBufferWriter<byte> output)
    {
        if (_lastWasCr) output.Write("\n"u8);
        else if (_inLine) output.Write("\r\n"u8);
        _lastWasCr = _inLine = false;
    }
}
