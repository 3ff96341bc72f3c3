using System.IO.Pipelines;

namespace Leadmetrics.Notifications.Mime;

/// <summary>A text body: as it is where it is plain, else quoted-printable or base64, whichever is shorter.</summary>
internal sealed class TextPart : MimePart
{
    private const int BlockLength = 32 * Base64Lines.OctetsPerLine;
    private const int SpanLength = 4096;

    private readonly string _text;
    private readonly bool _endsLine;
    private readonly long _length;

    /// <summary>Measures a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isWhole">Whether it ends the message, which has to end in CRLF.</param>
    public TextPart(string text, bool isWhole)
    {
        _text = text;
        if (PlainLines.TryMeasure(text, out _length))
        {
            Encoding = TransferEncoding.SevenBit;
        }
        else
        {
            var base64 = Base64Lines.EncodedLength(TextOctets.Count(text));
            _length = QuotedPrintable.EncodedLength(text);
            Encoding = _length <= base64 ? TransferEncoding.QuotedPrintable : TransferEncoding.Base64;
            if (Encoding == TransferEncoding.Base64) _length = base64;
        }

        _endsLine = isWhole && Encoding != TransferEncoding.Base64 && text.Length > 0 && text[^1] is not ('\r' or '\n');
        if (_endsLine) _length += 2;
    }

    private TextPart(string text)
    {
        _text = text;
        Encoding = TransferEncoding.Base64;
        _length = Base64Lines.EncodedLength(TextOctets.Count(text));
    }

    public override long? Length => _length;

    public override TransferEncoding Encoding { get; }

    /// <summary>The text as a file: in base64, whatever it would cost otherwise.</summary>
    public static TextPart AsBase64(string text) => new(text);

    public override async ValueTask WriteAsync(PipeWriter output, CancellationToken cancellationToken)
    {
        var plain = new PlainLines(_text);
        var quoted = new QuotedPrintable(_text);
        var octets = new TextOctets(_text);
        long total = 0;
        var unflushed = 0;
        while (true)
        {
            var span = output.GetSpan(SpanLength);
            var written = Encoding switch
            {
                TransferEncoding.SevenBit => plain.Write(span),
                TransferEncoding.QuotedPrintable => quoted.Write(span),
                _ => WriteBase64(ref octets, span),
            };
            output.Advance(written);
            total += written;
            unflushed += written;
            if (written == 0) break;
            if (unflushed < FlushThreshold) continue;
            unflushed = 0;
            await FlushAsync(output, cancellationToken).ConfigureAwait(false);
        }

        if (_endsLine)
        {
            "\r\n"u8.CopyTo(output.GetSpan(2));
            output.Advance(2);
            total += 2;
        }

        // The length is on the wire already, in SIZE or BDAT: another one must not follow it.
        if (total != _length) throw new InvalidOperationException("A body was measured and written with different lengths.");
    }

    private static int WriteBase64(ref TextOctets octets, Span<byte> span)
    {
        Span<byte> block = stackalloc byte[BlockLength];
        return Base64Lines.Encode(block[..octets.Read(block)], span);
    }
}
