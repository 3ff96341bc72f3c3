using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Tests.Deliverability;

/// <summary>Public keys as they stand behind <c>p=</c>. Nobody has the private part of those made by length.</summary>
internal static class DnsKeys
{
    private static readonly RSA Signing = RSA.Create(2048);

    public static string Ours { get; } = Convert.ToBase64String(Signing.ExportSubjectPublicKeyInfo());

    public static string OursWithoutEnvelope { get; } = Convert.ToBase64String(Signing.ExportRSAPublicKey());

    public static string OurPrivatePem { get; } = Signing.ExportPkcs8PrivateKeyPem();

    public static string Of2048 { get; } = Rsa(2048);

    public static string Of1024 { get; } = Rsa(1024);

    public static string Of512 { get; } = Rsa(512);

    public static string Ed25519 { get; } = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static string Rsa(int bits)
    {
        var modulus = RandomNumberGenerator.GetBytes(bits / 8);
        modulus[0] |= 0x80;
        modulus[^1] |= 1;
        var key = new AsnWriter(AsnEncodingRules.DER);
        using (key.PushSequence())
        {
            key.WriteInteger(new BigInteger(modulus, isUnsigned: true, isBigEndian: true));
            key.WriteInteger(65537);
        }

        var info = new AsnWriter(AsnEncodingRules.DER);
        using (info.PushSequence())
        {
            using (info.PushSequence())
            {
                info.WriteObjectIdentifier("1.2.840.113549.1.1.1");
                info.WriteNull();
            }

            info.WriteBitString(key.Encode());
        }

        return Convert.ToBase64String(info.Encode());
    }
}
