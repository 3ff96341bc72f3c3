using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Mime.Dkim;

/// <summary>Writes DKIM-Signature fields for one domain (RFC 6376): rsa-sha256, relaxed/relaxed, over the whole body.</summary>
/// <remarks>The time in <c>t=</c> is the message's own date and the signature has no chance in it, so that every try of a message leaves with the same octets.</remarks>
internal sealed class DkimSigner
{
    // The fields that a reader shows or goes by, and those by which the body is understood.
    private static readonly byte[][] Names =
    [
        "From"u8.ToArray(), "To"u8.ToArray(), "Cc"u8.ToArray(), "Subject"u8.ToArray(), "Reply-To"u8.ToArray(), "Date"u8.ToArray(), "Message-ID"u8.ToArray(),
        "In-Reply-To"u8.ToArray(), "References"u8.ToArray(), "MIME-Version"u8.ToArray(), "Content-Type"u8.ToArray(), "Content-Transfer-Encoding"u8.ToArray(),
        "List-Unsubscribe"u8.ToArray(), "List-Unsubscribe-Post"u8.ToArray(),
    ];

    private readonly string _domain;
    private readonly string _selector;
    private readonly DkimKey _key;
    private readonly bool _leavesIdentityOut;

    /// <summary>Makes a signer.</summary>
    /// <param name="domain">In ASCII.</param>
    /// <param name="selector">In ASCII.</param>
    /// <param name="key">The key whose public part stands in DNS.</param>
    /// <param name="leavesIdentityOut">Whether Date and Message-ID are not signed, because the server replaces them.</param>
    public DkimSigner(string domain, string selector, DkimKey key, bool leavesIdentityOut)
    {
        _domain = domain;
        _selector = selector;
        _key = key;
        _leavesIdentityOut = leavesIdentityOut;
    }

    /// <summary>Writes the field that goes before a header section.</summary>
    /// <param name="output">Where to; empty.</param>
    /// <param name="header">The fields as they stand in the message, without the empty line behind them.</param>
    /// <param name="bodyHash">32 octets.</param>
    /// <param name="date">The message's date.</param>
    public void Write(HeaderBuffer output, ReadOnlySpan<byte> header, ReadOnlySpan<byte> bodyHash, DateTimeOffset date)
    {
        var fields = new HeaderFields(header);
        using var signed = new HeaderBuffer();
        output.Write("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;"u8);
        WriteTag(output, $"d={_domain};");
        WriteTag(output, $"s={_selector};");
        WriteTag(output, string.Create(CultureInfo.InvariantCulture, $"t={Math.Max(0, date.ToUnixTimeSeconds())};"));
        WriteTag(output, $"bh={Convert.ToBase64String(bodyHash)};");
        WriteNames(output, signed, fields);

        // The field is signed with an empty b=, without its line end (RFC 6376 section 3.7).
        output.EndLine();
        output.Write(" b="u8);
        RelaxedHeader.Write(signed, output.Written.Span);
        WriteSignature(output, signed.Written.Span);
        output.EndLine();
    }

    private static void WriteTag(HeaderBuffer output, string tag)
    {
        output.Separate(tag.Length);
        output.Write(tag);
    }

    private void WriteNames(HeaderBuffer output, HeaderBuffer signed, HeaderFields fields)
    {
        output.EndLine();
        output.Write(" h="u8);
        var isFirst = true;
        foreach (var name in Names)
        {
            if (_leavesIdentityOut && (name.AsSpan().SequenceEqual("Date"u8) || name.AsSpan().SequenceEqual("Message-ID"u8))) continue;
            var count = fields.Count(name);
            fields.WriteRelaxed(signed, name);

            // Listed once more than it is there: a second one, put in on the way, breaks the signature (RFC 6376 section 8.15).
            if (name.AsSpan().SequenceEqual("From"u8) || name.AsSpan().SequenceEqual("Subject"u8)) count++;
            for (; count > 0; count--)
            {
                WriteName(output, name, isFirst);
                isFirst = false;
            }
        }

        output.Write((byte)';');
    }

    private static void WriteName(HeaderBuffer output, ReadOnlySpan<byte> name, bool isFirst)
    {
        const int ColonOrSemicolon = 1;
        if (!isFirst) output.Write((byte)':');
        if (output.Column + name.Length + ColonOrSemicolon > HeaderBuffer.LineLimit)
        {
            output.EndLine();
            output.Write((byte)' ');
        }

        output.Write(name);
    }

    private void WriteSignature(HeaderBuffer output, ReadOnlySpan<byte> signed)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(signed, hash);
        var signature = new byte[_key.SignatureLength];
        _key.Sign(hash, signature);
        Span<byte> base64 = new byte[Base64.GetMaxEncodedToUtf8Length(signature.Length)];
        Base64.EncodeToUtf8(signature, base64, out _, out _);
        while (true)
        {
            var count = Math.Min(base64.Length, HeaderBuffer.LineLimit - output.Column);
            output.Write(base64[..count]);
            base64 = base64[count..];
            if (base64.IsEmpty) return;
            output.EndLine();
            output.Write((byte)' ');
        }
    }
}
