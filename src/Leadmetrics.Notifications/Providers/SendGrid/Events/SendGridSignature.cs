using System.Buffers;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Providers.SendGrid.Events;

/// <summary>Whether SendGrid signed a body of events: ECDSA over P-256 with SHA-256, of the timestamp's digits and the body behind them. Pure; nothing that is given makes it throw.</summary>
/// <remarks>
/// What is signed has no mark between timestamp and body. So the timestamp must be ten digits and the body begin with a bracket: there is one place left to cut
/// the two apart, and no digit can be moved over it.
/// </remarks>
internal static class SendGridSignature
{
    private const int TimestampDigits = 10;

    // Two integers of 33 octets with their heads, in base64, are 96 characters.
    private const int MaxSignature = 128;

    private const int Coordinate = 32;
    private const int MaxPublicKey = 256;

    // SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING { uncompressed point } }: the one form that a P-256 key has here, so every other curve and kind of key differs in it.
    private static readonly byte[] PublicKeyHead = [0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04];

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Whether a text is a P-256 public key: SubjectPublicKeyInfo in base64, as SendGrid shows it.</summary>
    public static bool IsPublicKey(string publicKey)
    {
        using var key = Open(publicKey);
        return key is not null;
    }

    /// <summary>Whether a timestamp has the only form that is accepted.</summary>
    public static bool IsTimestamp(string? timestamp) => timestamp is { Length: TimestampDigits } && !timestamp.AsSpan().ContainsAnyExcept(Digits);

    /// <summary>Whether the body was signed, with this timestamp, by the key's owner.</summary>
    public static bool Verify(string publicKey, string? signature, string? timestamp, ReadOnlySpan<byte> body)
    {
        if (!IsTimestamp(timestamp) || body.IsEmpty || body[0] != (byte)'[' || signature is null || signature.Length > MaxSignature) return false;
        Span<byte> der = stackalloc byte[MaxSignature];
        if (!Convert.TryFromBase64String(signature, der, out var written)) return false;
        using var key = Open(publicKey);
        if (key is null) return false;
        Span<byte> digits = stackalloc byte[TimestampDigits];
        for (var i = 0; i < TimestampDigits; i++) digits[i] = (byte)timestamp![i];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(digits);
        hash.AppendData(body);
        Span<byte> signed = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(signed);
        try
        {
            return key.VerifyHash(signed, der[..written], DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static ECDsa? Open(string publicKey)
    {
        if (publicKey.Length > MaxPublicKey) return null;
        Span<byte> info = stackalloc byte[MaxPublicKey];
        if (!Convert.TryFromBase64String(publicKey, info, out var written)) return null;
        if (written != PublicKeyHead.Length + (2 * Coordinate) || !info.StartsWith(PublicKeyHead)) return null;
        var point = info[PublicKeyHead.Length..written];
        try
        {
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = point[..Coordinate].ToArray(), Y = point[Coordinate..].ToArray() } });
        }
        catch (CryptographicException)
        {
            // The point is not on the curve.
            return null;
        }
    }
}
