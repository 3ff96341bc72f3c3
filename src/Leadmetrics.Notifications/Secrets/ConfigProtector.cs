using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Secrets;

/// <summary>Seals settings in the form <c>LMN1</c>, suite 1.</summary>
/// <remarks>
/// <c>"LMN1" | suite u8 | key id length u8 | key id | wrapped DEK length u16be | wrapped DEK | commitment 32 | nonce 12 | ciphertext | tag 16</c>.
/// A fresh 256-bit data key a write, so HKDF-SHA512 takes no salt; content key and commitment come from it under the infos
/// <c>LMN1 content key</c> and <c>LMN1 commitment</c>; content is AES-256-GCM. The additional data binds magic and suite, tenant, row, channel, column and
/// format. Key id and wrapped data key are left out of it: rotation rewraps a data key without touching the content, and both are authenticated by the
/// wrap itself (the id is additional data there) and by the commitment, which pins the one data key that opens this content.
/// </remarks>
internal sealed class ConfigProtector(IKeyProvider keys) : IConfigProtector
{
    private const byte Suite = 1;
    private const int HeaderSize = 5;
    private const int DataKeySize = 32;
    private const int CommitmentSize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private static ReadOnlySpan<byte> Header => [(byte)'L', (byte)'M', (byte)'N', (byte)'1', Suite];

    public async ValueTask<SealedConfig> SealAsync(ReadOnlyMemory<byte> plaintext, SealContext context, CancellationToken cancellationToken = default)
    {
        var dataKey = RandomNumberGenerator.GetBytes(DataKeySize);
        try
        {
            var wrapped = await keys.WrapAsync(dataKey, cancellationToken).ConfigureAwait(false);
            var nonce = RandomNumberGenerator.GetBytes(NonceSize);
            return new SealedConfig(Seal(plaintext.Span, context, dataKey, wrapped, nonce), wrapped.KeyId);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    public async ValueTask<byte[]> OpenAsync(ReadOnlyMemory<byte> sealedConfig, SealContext context, CancellationToken cancellationToken = default)
    {
        var (wrapped, contentStart) = Parse(sealedConfig);
        var dataKey = await keys.UnwrapAsync(wrapped, cancellationToken).ConfigureAwait(false);
        try
        {
            return Open(sealedConfig.Span[contentStart..], context, dataKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>The bytes for a given data key and nonce: apart from <see cref="SealAsync"/> so that goldens can pin them.</summary>
    internal static byte[] Seal(ReadOnlySpan<byte> plaintext, SealContext context, byte[] dataKey, WrappedKey wrapped, ReadOnlySpan<byte> nonce)
    {
        var keyId = Encoding.UTF8.GetBytes(wrapped.KeyId);
        if (keyId.Length is 0 or > byte.MaxValue) throw new InvalidOperationException("A key id has 1 to 255 bytes.");
        if (wrapped.Bytes.Length is 0 or > ushort.MaxValue) throw new InvalidOperationException("A wrapped key has 1 to 65,535 bytes.");
        var result = new byte[HeaderSize + 1 + keyId.Length + 2 + wrapped.Bytes.Length + CommitmentSize + NonceSize + plaintext.Length + TagSize];
        var rest = result.AsSpan();
        rest = Put(rest, Header);
        rest = Put(rest, [(byte)keyId.Length]);
        rest = Put(rest, keyId);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)wrapped.Bytes.Length);
        rest = Put(rest[2..], wrapped.Bytes.Span);
        rest = Put(rest, Derive(dataKey, "LMN1 commitment"u8, CommitmentSize));
        rest = Put(rest, nonce);
        using var aes = new AesGcm(Derive(dataKey, "LMN1 content key"u8, DataKeySize), TagSize);
        aes.Encrypt(nonce, plaintext, rest[..plaintext.Length], rest[plaintext.Length..], context.ToAdditionalData(Header));
        return result;
    }

    private static byte[] Open(ReadOnlySpan<byte> rest, SealContext context, byte[] dataKey)
    {
        if (rest.Length < CommitmentSize + NonceSize + TagSize) throw new ConfigSealException(SealFailure.Malformed, "The sealed settings are cut short.");
        var commitment = rest[..CommitmentSize];
        if (!CryptographicOperations.FixedTimeEquals(commitment, Derive(dataKey, "LMN1 commitment"u8, CommitmentSize)))
        {
            throw new ConfigSealException(SealFailure.Tampered, "The sealed settings do not belong to their key.");
        }

        var nonce = rest.Slice(CommitmentSize, NonceSize);
        var ciphertext = rest[(CommitmentSize + NonceSize)..^TagSize];
        var plaintext = new byte[ciphertext.Length];
        using var aes = new AesGcm(Derive(dataKey, "LMN1 content key"u8, DataKeySize), TagSize);
        try
        {
            aes.Decrypt(nonce, ciphertext, rest[^TagSize..], plaintext, context.ToAdditionalData(Header));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new ConfigSealException(SealFailure.Tampered, "The sealed settings were changed, or belong to another tenant, row, channel or column.", mismatch);
        }

        return plaintext;
    }

    private static (WrappedKey Wrapped, int ContentStart) Parse(ReadOnlyMemory<byte> sealedConfig)
    {
        var span = sealedConfig.Span;
        if (span.Length < HeaderSize + 1 || !span[..4].SequenceEqual(Header[..4])) throw new ConfigSealException(SealFailure.Malformed, "The settings are not sealed in the form LMN1.");
        if (span[4] != Suite) throw new ConfigSealException(SealFailure.UnknownSuite, "The settings are sealed by a suite that this version does not know.");
        var at = HeaderSize;
        var keyIdLength = span[at++];
        var keyId = Take(sealedConfig, ref at, keyIdLength);
        if (keyId.IsEmpty) throw new ConfigSealException(SealFailure.Malformed, "The sealed settings name no key.");
        var length = Take(sealedConfig, ref at, sizeof(ushort));
        var wrapped = Take(sealedConfig, ref at, BinaryPrimitives.ReadUInt16BigEndian(length.Span));
        return (new WrappedKey(Encoding.UTF8.GetString(keyId.Span), wrapped), at);
    }

    private static ReadOnlyMemory<byte> Take(ReadOnlyMemory<byte> from, ref int at, int count)
    {
        if (from.Length - at < count) throw new ConfigSealException(SealFailure.Malformed, "The sealed settings are cut short.");
        var taken = from.Slice(at, count);
        at += count;
        return taken;
    }

    private static Span<byte> Put(Span<byte> target, scoped ReadOnlySpan<byte> value)
    {
        value.CopyTo(target);
        return target[value.Length..];
    }

    private static byte[] Derive(byte[] dataKey, ReadOnlySpan<byte> info, int size)
    {
        var derived = new byte[size];
        HKDF.DeriveKey(HashAlgorithmName.SHA512, dataKey, derived, salt: default, info);
        return derived;
    }
}
