using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Providers.Smtp.Probing;

/// <summary>A ClientHello that offers TLS 1.1 at most (RFC 4346), or 1.2 (RFC 5246), and what an answer to it says. The platform's own TLS may be unable to offer that.</summary>
/// <remarks>Only both together tell: many a server that speaks TLS 1.2 still agrees to 1.1 where nothing better is offered.</remarks>
internal static class OldTlsHello
{
    /// <summary>How much of an answer has to be there: record header, handshake header, version.</summary>
    public const int AnswerOctets = 11;

    private const byte Handshake = 22;
    private const byte ServerHello = 2;

    // AES and 3DES with RSA, DHE and ECDHE, and the signal that renegotiation is secure: what servers of that age have.
    private static ReadOnlySpan<byte> CipherSuites => [0xC0, 0x13, 0xC0, 0x14, 0xC0, 0x09, 0xC0, 0x0A, 0x00, 0x33, 0x00, 0x39, 0x00, 0x2F, 0x00, 0x35, 0x00, 0x0A, 0x00, 0xFF];

    // supported_groups: P-256, P-384, P-521; ec_point_formats: uncompressed.
    private static ReadOnlySpan<byte> CurveExtensions => [0x00, 0x0A, 0x00, 0x08, 0x00, 0x06, 0x00, 0x17, 0x00, 0x18, 0x00, 0x19, 0x00, 0x0B, 0x00, 0x02, 0x01, 0x00];

    // ECDHE and RSA with AES-GCM, for TLS 1.2.
    private static ReadOnlySpan<byte> NewCipherSuites => [0xC0, 0x2B, 0xC0, 0x2F, 0xC0, 0x2C, 0xC0, 0x30, 0xCC, 0xA8, 0xCC, 0xA9, 0x00, 0x9E, 0x00, 0x9F, 0x00, 0x9C, 0x00, 0x9D];

    // signature_algorithms: ECDSA and RSA with SHA-256, SHA-384, SHA-512 and SHA-1, RSA-PSS.
    private static ReadOnlySpan<byte> SignatureExtension => [0x00, 0x0D, 0x00, 0x14, 0x00, 0x12, 0x04, 0x03, 0x05, 0x03, 0x06, 0x03, 0x04, 0x01, 0x05, 0x01, 0x06, 0x01, 0x08, 0x04, 0x02, 0x01, 0x02, 0x03];

    public static byte[] Write(string serverName, bool offersTls12 = false)
    {
        byte[] suites = offersTls12 ? [.. NewCipherSuites, .. CipherSuites] : CipherSuites.ToArray();
        byte[] extensions = offersTls12 ? [.. CurveExtensions, .. SignatureExtension] : CurveExtensions.ToArray();
        var name = Encoding.ASCII.GetBytes(serverName);
        var hello = new List<byte> { 0x03, offersTls12 ? (byte)0x03 : (byte)0x02 };
        hello.AddRange(RandomNumberGenerator.GetBytes(32));
        hello.Add(0);
        AddLength(hello, suites.Length);
        hello.AddRange(suites);
        hello.AddRange([1, 0]);
        AddLength(hello, 9 + name.Length + extensions.Length);
        AddLength(hello, 0);
        AddLength(hello, name.Length + 5);
        AddLength(hello, name.Length + 3);
        hello.Add(0);
        AddLength(hello, name.Length);
        hello.AddRange(name);
        hello.AddRange(extensions);
        return [Handshake, 0x03, 0x01, .. Length(hello.Count + 4), 1, 0, .. Length(hello.Count), .. hello];
    }

    /// <summary>The minor version that an answer agrees to, 1 for TLS 1.0 and 3 for TLS 1.2; <see langword="null"/> where it agrees to none.</summary>
    public static int? AgreedMinor(ReadOnlySpan<byte> answer) =>
        answer.Length >= AnswerOctets && answer[0] == Handshake && answer[5] == ServerHello && answer[9] == 0x03 ? answer[10] : null;

    private static void AddLength(List<byte> octets, int length) => octets.AddRange(Length(length));

    private static byte[] Length(int length)
    {
        var octets = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(octets, (ushort)length);
        return octets;
    }
}
