using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Mime.Dkim;

/// <summary>Signs a message that is laid out: the body is written once, to be hashed, and the signature's field is put before the header section.</summary>
internal static class FrameSigner
{
    /// <summary>Signs.</summary>
    /// <param name="signer">Whose signature.</param>
    /// <param name="frame">Everything but the bodies; is given back to its pool where a signed one takes its place.</param>
    /// <param name="parts">The bodies.</param>
    /// <param name="places">Where each belongs; moved behind the signature.</param>
    /// <param name="date">The message's date.</param>
    /// <param name="cancellationToken">Ends the reading of the bodies.</param>
    /// <returns>The frame with the signature in front.</returns>
    /// <exception cref="EmailMessageException">An attachment cannot be read to its end, or has another length than it said.</exception>
    public static async ValueTask<HeaderBuffer> SignAsync(
        DkimSigner signer, HeaderBuffer frame, MimePart[] parts, int[] places, DateTimeOffset date, CancellationToken cancellationToken)
    {
        var headerLength = frame.Written.Span.IndexOf("\r\n\r\n"u8) + 2;
        using var body = new BodyHashWriter();
        var start = headerLength + 2;
        for (var i = 0; i < parts.Length; i++)
        {
            body.Append(frame.Written.Span[start..places[i]]);
            start = places[i];
            await parts[i].WriteAsync(body, cancellationToken).ConfigureAwait(false);
        }

        body.Append(frame.Written.Span[start..]);
        var signed = new HeaderBuffer();
        try
        {
            Sign(signer, frame, signed, body, headerLength, date);
        }
        catch
        {
            signed.Dispose();
            throw;
        }

        var signature = signed.Length - frame.Length;
        for (var i = 0; i < places.Length; i++) places[i] += signature;
        frame.Dispose();
        return signed;
    }

    private static void Sign(DkimSigner signer, HeaderBuffer frame, HeaderBuffer signed, BodyHashWriter body, int headerLength, DateTimeOffset date)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        body.Finish(hash);
        signer.Write(signed, frame.Written.Span[..headerLength], hash, date);
        signed.Write(frame);
    }
}
