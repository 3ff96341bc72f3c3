using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Secrets;

/// <summary>LMN1 read and opened from its specification alone, sharing nothing with the code under test.</summary>
internal sealed record SpecifiedForm(
    string Magic, byte Suite, string KeyId, byte[] WrapNonce, byte[] WrapCiphertext, byte[] WrapTag, byte[] Commitment, byte[] Nonce, byte[] Ciphertext, byte[] Tag)
{
    public static SpecifiedForm Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        var magic = Encoding.ASCII.GetString(reader.ReadBytes(4));
        var suite = reader.ReadByte();
        var keyId = Encoding.UTF8.GetString(reader.ReadBytes(reader.ReadByte()));
        var wrapped = reader.ReadBytes((reader.ReadByte() << 8) | reader.ReadByte());
        var commitment = reader.ReadBytes(32);
        var nonce = reader.ReadBytes(12);
        var rest = reader.ReadBytes(bytes.Length);
        return new SpecifiedForm(magic, suite, keyId, wrapped[..12], wrapped[12..^16], wrapped[^16..], commitment, nonce, rest[..^16], rest[^16..]);
    }

    public byte[] Open(byte[] wrappingKey, SealContext context)
    {
        var dataKey = Decrypt(wrappingKey, WrapNonce, WrapCiphertext, WrapTag, Encoding.UTF8.GetBytes("LMN1 wrap" + KeyId));
        Assert.Equal(Expand(Extract(dataKey), "LMN1 commitment"), Commitment);
        using var associated = new MemoryStream();
        foreach (var part in new[]
        {
            [.. "LMN1"u8, 1],
            Encoding.UTF8.GetBytes(context.Tenant.Value),
            Convert.FromHexString(context.RowId.ToString("N")),
            Encoding.UTF8.GetBytes(context.Channel),
            Encoding.UTF8.GetBytes(context.Column),
            Encoding.UTF8.GetBytes(context.Format),
        })
        {
            associated.Write([0, 0, (byte)(part.Length >> 8), (byte)part.Length]);
            associated.Write(part);
        }

        return Decrypt(Expand(Extract(dataKey), "LMN1 content key"), Nonce, Ciphertext, Tag, associated.ToArray());
    }

    // HKDF by RFC 5869 sections 2.2 and 2.3, over HMAC-SHA512; without a salt the key is 64 zeros; 32 octets are less than one block.
    private static byte[] Extract(byte[] keyMaterial) => HMACSHA512.HashData(new byte[64], keyMaterial);

    private static byte[] Expand(byte[] pseudorandomKey, string info) => HMACSHA512.HashData(pseudorandomKey, (byte[])[.. Encoding.ASCII.GetBytes(info), 1])[..32];

    private static byte[] Decrypt(byte[] key, byte[] nonce, byte[] ciphertext, byte[] tag, byte[] associated)
    {
        using var aes = new AesGcm(key, 16);
        var plaintext = new byte[ciphertext.Length];
        aes.Decrypt(nonce, ciphertext, tag, plaintext, associated);
        return plaintext;
    }
}
