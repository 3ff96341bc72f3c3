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

    // Strict, so that no two sequences of octets name one key.
    private static readonly UTF8Encoding KeyIds = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Header => [(byte)'L', (byte)'M', (byte)'N', (byte)'1', Suite];

    public string KeyIdOf(ReadOnlyMemory<byte> sealedConfig) => Parse(sealedConfig).Wrapped.KeyId;

    public async ValueTask<SealedConfig> SealAsync(ReadOnlyMemory<byte> plaintext, SealContext context, CancellationToken cancellationToken = default)
    {
        var dataKey = RandomNumberGenerator.GetBytes(DataKeySize);
        try
        {
            var wrapped = await KeyCall.AskAsync(cancel => keys.WrapAsync(dataKey, cancel), cancellationToken).ConfigureAwait(false);
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
        var dataKey = await KeyCall.AskAsync(cancel => keys.UnwrapAsync(wrapped, cancel), cancellationToken).ConfigureAwait(false);
        try
        {
            return Open(sealedConfig.Span[contentStart..], context, dataKey);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    public async ValueTask<RewrappedConfig> RewrapAsync(ReadOnlyMemory<byte> sealedConfig, SealContext context, CancellationToken cancellationToken = default)
    {
        var (wrapped, contentStart) = Parse(sealedConfig);
        var state = await KeyCall.AskAsync(cancel => keys.GetStateAsync(wrapped.KeyId, cancel), cancellationToken).ConfigureAwait(false);
        if (state == KeyState.Active) return new RewrappedConfig(sealedConfig, wrapped.KeyId, Rewrapping.AlreadyCurrent);
        var dataKey = await KeyCall.AskAsync(cancel => keys.UnwrapForRotationAsync(wrapped, cancel), cancellationToken).ConfigureAwait(false);
        var plaintext = Array.Empty<byte>();
        try
        {
            // Opened in any case: what is damaged or out of its place is not to look as if somebody had checked it.
            plaintext = Open(sealedConfig.Span[contentStart..], context, dataKey);
            if (state == KeyState.Compromised)
            {
                var anew = await SealAsync(plaintext, context, cancellationToken).ConfigureAwait(false);
                return new RewrappedConfig(anew.Bytes, anew.KeyId, Rewrapping.Reencrypted);
            }

            var rewrapped = await KeyCall.AskAsync(cancel => keys.WrapAsync(dataKey, cancel), cancellationToken).ConfigureAwait(false);
            var head = Head(rewrapped);
            var result = new byte[head.Length + sealedConfig.Length - contentStart];
            head.CopyTo(result, 0);
            sealedConfig.Span[contentStart..].CopyTo(result.AsSpan(head.Length));
            return new RewrappedConfig(result, rewrapped.KeyId, Rewrapping.Rewrapped);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    /// <summary>The bytes for a given data key and nonce: apart from <see cref="SealAsync"/> so that goldens can pin them.</summary>
    internal static byte[] Seal(ReadOnlySpan<byte> plaintext, SealContext context, byte[] dataKey, WrappedKey wrapped, ReadOnlySpan<byte> nonce)
    {
        var head = Head(wrapped);
        var result = new byte[head.Length + CommitmentSize + NonceSize + plaintext.Length + TagSize];
        var rest = Put(result, head);
        rest = Put(rest, Derive(dataKey, "LMN1 commitment"u8, CommitmentSize));
        rest = Put(rest, nonce);
        using var aes = new AesGcm(Derive(dataKey, "LMN1 content key"u8, DataKeySize), TagSize);
        aes.Encrypt(nonce, plaintext, rest[..plaintext.Length], rest[plaintext.Length..], context.ToAdditionalData(Header));
        return result;
    }

    /// <summary>All that stands before the commitment.</summary>
    private static byte[] Head(WrappedKey wrapped)
    {
        var keyId = KeyIds.GetBytes(wrapped.KeyId);
        if (keyId.Length is 0 or > byte.MaxValue) throw new InvalidOperationException("A key id has 1 to 255 bytes.");
        if (wrapped.Bytes.Length is 0 or > ushort.MaxValue) throw new InvalidOperationException("A wrapped key has 1 to 65,535 bytes.");
        var result = new byte[HeaderSize + 1 + keyId.Length + 2 + wrapped.Bytes.Length];
        var rest = Put(result, Header);
        rest = Put(rest, [(byte)keyId.Length]);
        rest = Put(rest, keyId);
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)wrapped.Bytes.Length);
        Put(rest[2..], wrapped.Bytes.Span);
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
        return (new WrappedKey(ReadKeyId(keyId.Span), wrapped), at);
    }

    private static string ReadKeyId(ReadOnlySpan<byte> keyId)
    {
        try
        {
            return KeyIds.GetString(keyId);
        }
        catch (DecoderFallbackException)
        {
            throw new ConfigSealException(SealFailure.Malformed, "The sealed settings name their key in octets that are no text.");
        }
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
