using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Mime.Dkim;

/// <summary>The forms in which people paste a private key, and what they paste in its place.</summary>
internal static class DkimKeyForm
{
    private const string Rsa = "1.2.840.113549.1.1.1";
    private const string Encrypted = "is encrypted: give it without a passphrase";
    private const string Public = "is a public key or certificate: that belongs into DNS, here stands the private one";
    private const string OtherKind = "is a key of another kind: rsa-sha256 needs an RSA key";
    private const string Damaged = "is damaged: its numbers do not belong together";
    private const string Unreadable = "is neither PEM nor base64 of a private key";

    /// <summary>Imports a key.</summary>
    /// <returns>Why it cannot be: a phrase that follows the field's name; <see langword="null"/>: imported.</returns>
    public static string? Import(RSA rsa, string text)
    {
        // What stands in an environment variable or a form of one line has its line ends written out.
        text = text.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal);
        if (text.Contains("Proc-Type:", StringComparison.Ordinal)) return Encrypted;
        if (!TryDecode(text, out var der)) return Unreadable;
        try
        {
            return Refuse(der) ?? ImportDer(rsa, der);
        }
        catch (AsnContentException)
        {
            return Unreadable;
        }
        catch (CryptographicException)
        {
            // It has the form of a key: a digit was lost in copying.
            return Damaged;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(der);
        }
    }

    private static bool TryDecode(string text, out byte[] der)
    {
        der = [];
        ReadOnlySpan<char> base64 = text;
        if (PemEncoding.TryFind(text, out var fields)) base64 = base64[fields.Base64Data];
        der = new byte[(base64.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64Chars(base64, der, out var length)) return false;
        var exact = der[..length];
        CryptographicOperations.ZeroMemory(der);
        der = exact;
        return true;
    }

    // By the first elements (RFC 5958, RFC 8017 appendix A.1, RFC 5280 section 4.1): not by the label, which bare base64 has not.
    private static string? Refuse(byte[] der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        if (outer.PeekTag() != Asn1Tag.Sequence)
        {
            outer.ReadIntegerBytes();
            if (outer.PeekTag() == Asn1Tag.Sequence) return outer.ReadSequence().ReadObjectIdentifier() == Rsa ? null : OtherKind;
            if (outer.PeekTag() != Asn1Tag.Integer) return OtherKind;
            outer.ReadIntegerBytes();
            return outer.HasData ? null : Public;
        }

        var algorithm = outer.ReadSequence();
        return algorithm.PeekTag() == Asn1Tag.ObjectIdentifier && outer.PeekTag() == Asn1Tag.PrimitiveOctetString ? Encrypted : Public;
    }

    private static string? ImportDer(RSA rsa, byte[] der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.BER).ReadSequence();
        reader.ReadIntegerBytes();
        if (reader.PeekTag() == Asn1Tag.Sequence) rsa.ImportPkcs8PrivateKey(der, out _);
        else rsa.ImportRSAPrivateKey(der, out _);
        return null;
    }
}
