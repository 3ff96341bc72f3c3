using System.Security.Cryptography;
using Leadmetrics.Notifications.Mime.Dkim;

namespace Leadmetrics.Notifications.Tests.Mime.Dkim;

public sealed class DkimKeyTests
{
    private static readonly RSA Key = RSA.Create(1024);
    private static readonly byte[] Hash = SHA256.HashData("any"u8);

    public static TheoryData<string> Forms =>
    [
        "pkcs8 pem", "pkcs1 pem", "pkcs8 base64", "pkcs1 base64", "pkcs8 base64 in lines", "pkcs8 pem with text around", "pkcs8 pem, line ends written out", "pkcs8 pem on one line", "pkcs8 pem, LF", "spaces around base64",
    ];

    public static TheoryData<string, string> Refused => new()
    {
        { "nothing", "is neither PEM nor base64 of a private key" },
        { "words", "is neither PEM nor base64 of a private key" },
        { "mask", "is neither PEM nor base64 of a private key" },
        { "base64 of noise", "is neither PEM nor base64 of a private key" },
        { "cut short", "is neither PEM nor base64 of a private key" },
        { "pem without its end", "is neither PEM nor base64 of a private key" },
        { "encrypted pkcs8", "is encrypted: give it without a passphrase" },
        { "encrypted pkcs8 base64", "is encrypted: give it without a passphrase" },
        { "encrypted as openssl did", "is encrypted: give it without a passphrase" },
        { "public", "is a public key or certificate: that belongs into DNS, here stands the private one" },
        { "public base64", "is a public key or certificate: that belongs into DNS, here stands the private one" },
        { "public pkcs1", "is a public key or certificate: that belongs into DNS, here stands the private one" },
        { "certificate", "is a public key or certificate: that belongs into DNS, here stands the private one" },
        { "ec pkcs8", "is a key of another kind: rsa-sha256 needs an RSA key" },
        { "ec sec1", "is a key of another kind: rsa-sha256 needs an RSA key" },
        { "ed25519", "is a key of another kind: rsa-sha256 needs an RSA key" },
        { "512 bits", "has 512 bits: verifiers take none below 1024 (RFC 8301)" },
        { "1016 bits", "has 1016 bits: verifiers take none below 1024 (RFC 8301)" },
        { "4104 bits", "has 4104 bits: verifiers need not take more than 4096 (RFC 8301)" },
        { "damaged", "is damaged: its numbers do not belong together" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_key_is_read_in_each_of_its_forms(string form)
    {
        Assert.True(DkimKey.TryRead(Write(form), out var key, out var error), error);
        var signature = new byte[key.SignatureLength];
        key.Sign(Hash, signature);

        Assert.Equal(1024, key.Bits);
        Assert.True(Key.VerifyHash(Hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_is_no_key_to_sign_by_is_refused_with_its_reason(string what, string reason)
    {
        Assert.False(DkimKey.TryRead(Write(what), out var key, out var error));

        Assert.Equal((null, reason), (key, error));
    }

    [Fact]
    public void Nothing_of_a_key_is_in_its_text()
    {
        Assert.True(DkimKey.TryRead(Signed.Pem, out var key, out _));

        Assert.Equal(typeof(DkimKey).FullName, key.ToString());
        Assert.Equal(typeof(DkimSigner).FullName, Signed.Signer.ToString());
    }

    private static string Write(string form)
    {
        var pem = Key.ExportPkcs8PrivateKeyPem();
        var noise = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return form switch
        {
            "pkcs8 pem" => pem,
            "pkcs1 pem" => Key.ExportRSAPrivateKeyPem(),
            "pkcs8 base64" => Convert.ToBase64String(Key.ExportPkcs8PrivateKey()),
            "pkcs1 base64" => Convert.ToBase64String(Key.ExportRSAPrivateKey()),
            "pkcs8 base64 in lines" => Convert.ToBase64String(Key.ExportPkcs8PrivateKey(), Base64FormattingOptions.InsertLineBreaks),
            "pkcs8 pem with text around" => $"Bag Attributes\n    friendlyName: x\n{pem}\nend\n",
            "pkcs8 pem, line ends written out" => pem.ReplaceLineEndings("\\n"),
            "pkcs8 pem on one line" => pem.ReplaceLineEndings(" "),
            "pkcs8 pem, LF" => pem.ReplaceLineEndings("\n"),
            "spaces around base64" => $"  {Convert.ToBase64String(Key.ExportPkcs8PrivateKey())}\r\n",
            "nothing" => "",
            "words" => "my key",
            "mask" => "***",
            "base64 of noise" => Convert.ToBase64String(Hash),
            "cut short" => Convert.ToBase64String(Key.ExportPkcs8PrivateKey().AsSpan(0, 300)),
            "pem without its end" => pem[..^10],
            "encrypted pkcs8" => Key.ExportEncryptedPkcs8PrivateKeyPem("pw", noise),
            "encrypted pkcs8 base64" => Convert.ToBase64String(Key.ExportEncryptedPkcs8PrivateKey("pw", noise)),
            "encrypted as openssl did" => Key.ExportRSAPrivateKeyPem().Replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\n", StringComparison.Ordinal),
            "public" => Key.ExportSubjectPublicKeyInfoPem(),
            "public base64" => Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo()),
            "public pkcs1" => Key.ExportRSAPublicKeyPem(),
            "certificate" => Certificate(),
            "ec pkcs8" => curve.ExportPkcs8PrivateKeyPem(),
            "ec sec1" => curve.ExportECPrivateKeyPem(),
            "ed25519" => Convert.ToBase64String([0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20, .. Hash]),
            "512 bits" => OfBits(512),
            "1016 bits" => OfBits(1016),
            "4104 bits" => OfBits(4104),
            "damaged" => Damaged(),
            _ => throw new ArgumentOutOfRangeException(nameof(form)),
        };
    }

    private static string Certificate()
    {
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=x", Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(99));
        return certificate.ExportCertificatePem();
    }

    private static string OfBits(int bits)
    {
        using var key = RSA.Create(bits);
        return key.ExportPkcs8PrivateKeyPem();
    }

    // Another number of the same form in the place of one of the key's: written by hand, since nothing here would export it.
    private static string Damaged()
    {
        var numbers = Key.ExportParameters(true);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        numbers.DP![5] ^= 1;
        numbers.D![5] ^= 1;
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            foreach (var number in new[] { numbers.Modulus!, numbers.Exponent!, numbers.D!, numbers.P!, numbers.Q!, numbers.DP!, numbers.DQ!, numbers.InverseQ! }) writer.WriteInteger(new System.Numerics.BigInteger(number, isUnsigned: true, isBigEndian: true));
        }

        return Convert.ToBase64String(writer.Encode());
    }
}
