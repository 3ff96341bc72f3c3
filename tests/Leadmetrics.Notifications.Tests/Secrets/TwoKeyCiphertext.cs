using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Leadmetrics.Notifications.Tests.Secrets;

/// <summary>Makes one ciphertext and tag that AES-GCM takes under two keys: GCM commits to no key, because its tag is linear in the ciphertext.</summary>
/// <remarks>
/// The tag is GHASH(H; A, C, lengths) xor E(J0) (NIST SP 800-38D, 7.1). A last block x of the ciphertext stands in GHASH as x·H². Both tags are one
/// where x·(H1² xor H2²) is what they would differ by without it.
/// </remarks>
internal static class TwoKeyCiphertext
{
    private const int Block = 16;

    // x^128 + x^7 + x^2 + x + 1 with the lowest power in the highest bit, as GCM orders them.
    private static readonly UInt128 Reduction = new(0xe1UL << 56, 0);

    /// <summary>The given blocks and one more that makes the tags meet.</summary>
    public static (byte[] Ciphertext, byte[] Tag) Make(byte[] key, byte[] other, byte[] nonce, byte[] associated, byte[] blocks)
    {
        if (blocks.Length % Block != 0) throw new ArgumentException("Whole blocks only.", nameof(blocks));
        byte[] ciphertext = [.. blocks, .. new byte[Block]];
        var (h, otherH) = (Encrypt(key, new byte[Block]), Encrypt(other, new byte[Block]));
        var difference = Tag(key, h, nonce, associated, ciphertext) ^ Tag(other, otherH, nonce, associated, ciphertext);
        var last = Multiply(difference, Invert(Multiply(h, h) ^ Multiply(otherH, otherH)));
        BinaryPrimitives.WriteUInt128BigEndian(ciphertext.AsSpan(blocks.Length), last);
        var tag = new byte[Block];
        BinaryPrimitives.WriteUInt128BigEndian(tag, Tag(key, h, nonce, associated, ciphertext));
        return (ciphertext, tag);
    }

    private static UInt128 Tag(byte[] key, UInt128 h, byte[] nonce, byte[] associated, byte[] ciphertext)
    {
        var lengths = new byte[Block];
        BinaryPrimitives.WriteUInt64BigEndian(lengths, (ulong)associated.Length * 8);
        BinaryPrimitives.WriteUInt64BigEndian(lengths.AsSpan(8), (ulong)ciphertext.Length * 8);
        byte[] all = [.. associated, .. new byte[(Block - (associated.Length % Block)) % Block], .. ciphertext, .. lengths];
        var hash = UInt128.Zero;
        for (var at = 0; at < all.Length; at += Block) hash = Multiply(hash ^ BinaryPrimitives.ReadUInt128BigEndian(all.AsSpan(at)), h);
        return hash ^ Encrypt(key, [.. nonce, 0, 0, 0, 1]);
    }

    private static UInt128 Encrypt(byte[] key, byte[] block)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        return BinaryPrimitives.ReadUInt128BigEndian(aes.EncryptEcb(block, PaddingMode.None));
    }

    private static UInt128 Multiply(UInt128 x, UInt128 y)
    {
        var product = UInt128.Zero;
        for (var bit = 127; bit >= 0; bit--)
        {
            if (((x >> bit) & 1) == 1) product ^= y;
            y = (y & 1) == 1 ? (y >> 1) ^ Reduction : y >> 1;
        }

        return product;
    }

    // x to the power of 2^128 - 2, by squaring.
    private static UInt128 Invert(UInt128 x)
    {
        var inverse = UInt128.One << 127;
        for (var power = 1; power < 128; power++)
        {
            x = Multiply(x, x);
            inverse = Multiply(inverse, x);
        }

        return inverse;
    }
}
