using System.Buffers;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Mime.Dkim;

/// <summary>SHA-256 over a body by the relaxed canonicalisation (RFC 6376 section 3.4.4), in pieces of any size.</summary>
/// <remarks>
/// What may still turn out to be nothing is held back as counts: line ends that may be the body's last ones, white space that may end its line, a CR that may
/// begin a line end. Everything else is hashed as it came, in runs as long as nothing in them changes: a run ends at white space that is not a single space
/// between two visible characters, and at the line ends that a piece ends with.
/// </remarks>
internal sealed class RelaxedBodyHash : IDisposable
{
    private const int GatherLength = 4096;
    private const int LongRun = 512;

    private static readonly byte[] ManyLineEnds = CreateLineEnds(512);

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _gathered = ArrayPool<byte>.Shared.Rent(GatherLength);
    private int _gatheredLength;
    private long _lineEnds;
    private bool _space;
    private bool _cr;
    private bool _isEmpty = true;

    /// <summary>Takes the next piece of the body.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        while (!piece.IsEmpty)
        {
            var octet = piece[0];
            if (octet == '\n' && _cr)
            {
                _cr = false;
                _space = false;
                _lineEnds++;
            }
            else if (_cr)
            {
                // A CR alone is a character like others.
                _cr = false;
                WriteHeld();
                Write("\r"u8);
                continue;
            }
            else if (octet is (byte)' ' or (byte)'\t')
            {
                _space = true;
            }
            else if (octet == '\r')
            {
                _cr = true;
            }
            else
            {
                piece = piece[AppendRun(piece)..];
                continue;
            }

            piece = piece[1..];
        }
    }

    /// <summary>Ends the body.</summary>
    /// <param name="hash">32 octets.</param>
    public void Finish(Span<byte> hash)
    {
        if (_cr)
        {
            WriteHeld();
            Write("\r"u8);
        }

        // All empty lines at the end count for none; a line that was not ended counts as ended. Of nothing but empty lines nothing is left.
        if (!_isEmpty) Write("\r\n"u8);
        _hash.AppendData(_gathered, 0, _gatheredLength);
        _gatheredLength = 0;
        _hash.GetHashAndReset(hash);
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_gathered);
    }

    // The piece starts with a visible character (or a control, which is like one).
    private int AppendRun(ReadOnlySpan<byte> piece)
    {
        WriteHeld();
        var end = EndOfRun(piece);
        var run = piece[..end];
        if (run[^1] == '\r')
        {
            _cr = true;
            run = run[..^1];
        }

        while (run.EndsWith("\r\n"u8))
        {
            _lineEnds++;
            run = run[..^2];
        }

        Write(run);
        return end;
    }

    // Up to white space that does not stay as it is. That is a single space unless a line or the piece ends behind it; before a line it is kept too.
    private static int EndOfRun(ReadOnlySpan<byte> piece)
    {
        var at = 0;
        while (true)
        {
            var next = piece[at..].IndexOfAny((byte)' ', (byte)'\t');
            if (next < 0) return piece.Length;
            at += next;
            if (piece[at] == '\t' || at + 1 == piece.Length || piece[at + 1] is (byte)' ' or (byte)'\t' or (byte)'\r') return at;
            at += 2;
        }
    }

    private void WriteHeld()
    {
        while (_lineEnds > 0)
        {
            var count = (int)Math.Min(_lineEnds, ManyLineEnds.Length / 2);
            Write(ManyLineEnds.AsSpan(0, count * 2));
            _lineEnds -= count;
        }

        if (!_space) return;
        _space = false;
        Write(" "u8);
    }

    private void Write(ReadOnlySpan<byte> octets)
    {
        _isEmpty &= octets.IsEmpty;
        if (octets.Length > GatherLength - _gatheredLength || octets.Length >= LongRun)
        {
            _hash.AppendData(_gathered, 0, _gatheredLength);
            _gatheredLength = 0;
            if (octets.Length >= LongRun)
            {
                _hash.AppendData(octets);
                return;
            }
        }

        octets.CopyTo(_gathered.AsSpan(_gatheredLength));
        _gatheredLength += octets.Length;
    }

    private static byte[] CreateLineEnds(int count)
    {
        var lineEnds = new byte[count * 2];
        for (var i = 0; i < count; i++) "\r\n"u8.CopyTo(lineEnds.AsSpan(i * 2));
        return lineEnds;
    }
}
