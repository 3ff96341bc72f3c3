using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Deliverability.Dkim;

/// <summary>What stands behind <c>p=</c>, read without trusting it. Pure.</summary>
/// <remarks>RSA keys stand there as SubjectPublicKeyInfo, or as the RSAPublicKey inside of it (RFC 6376 section 3.6.1 and its errata): two forms of one key are the same key.</remarks>
internal sealed class DkimPublicKey
{
    private const string RsaEncryption = "1.2.840.113549.1.1.1";
    private const int Ed25519Length = 32;
    private readonly byte[] _identity;

    private DkimPublicKey(byte[] identity, int bits)
    {
        _identity = identity;
        Bits = bits;
    }

    /// <summary>The length of the modulus; 256 for Ed25519.</summary>
    public int Bits { get; }

    public bool Matches(DkimPublicKey other) => CryptographicOperations.FixedTimeEquals(_identity, other._identity);

    /// <summary>Reads base64 as people copy it: with white space in it.</summary>
    public static bool TryDecode(string base64, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = new byte[(base64.Length / 4 * 3) + 3];
        var valid = Convert.TryFromBase64String(base64, octets, out var length);
        octets = valid ? octets[..length] : null;
        return valid;
    }

    public static DkimPublicKey? ReadEd25519(byte[] octets) => octets.Length == Ed25519Length ? new DkimPublicKey(octets, Ed25519Length * 8) : null;

    public static DkimPublicKey? ReadRsa(byte[] octets)
    {
        try
        {
            var outer = new AsnReader(octets, AsnEncodingRules.DER).ReadSequence();
            if (outer.PeekTag() == Asn1Tag.Sequence)
            {
                if (outer.ReadSequence().ReadObjectIdentifier() != RsaEncryption) return null;
                outer = new AsnReader(outer.ReadBitString(out _), AsnEncodingRules.DER).ReadSequence();
            }

            var modulus = outer.ReadInteger();
            var exponent = outer.ReadInteger();
            outer.ThrowIfNotEmpty();
            if (modulus.Sign <= 0 || exponent.Sign <= 0) return null;
            return new DkimPublicKey([.. exponent.ToByteArray(), .. modulus.ToByteArray()], (int)modulus.GetBitLength());
        }
        catch (Exception unreadable) when (unreadable is AsnContentException or CryptographicException)
        {
            return null;
        }
    }
}
