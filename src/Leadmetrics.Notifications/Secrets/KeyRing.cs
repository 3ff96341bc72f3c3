using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Secrets;

/// <summary>The local key provider: wraps data keys by AES-256-GCM under keys from the host's options.</summary>
/// <remarks>A wrapped key is nonce 12, ciphertext 32, tag 16; its additional data is <c>LMN1 wrap</c> and the key's id. Immutable.</remarks>
internal sealed class KeyRing : IKeyProvider
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int WrappedSize = NonceSize + LocalKey.Size + TagSize;

    private readonly FrozenDictionary<string, LocalKey> _keys;
    private readonly LocalKey _active;

    public KeyRing(IEnumerable<LocalKey> keys)
    {
        _keys = keys.ToFrozenDictionary(key => key.Id, StringComparer.Ordinal);
        _active = _keys.Values.SingleOrDefault(key => key.State == KeyState.Active) ?? throw new InvalidOperationException("Keys holds no active key, and there are settings to seal: make one with lmn key new, and give it as Keys:0:Key.");
    }

    public ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken = default)
    {
        if (dataKey.Length != LocalKey.Size) throw new ArgumentException($"A data key has {LocalKey.Size} bytes.", nameof(dataKey));
        var wrapped = new byte[WrappedSize];
        var nonce = wrapped.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_active.Bytes, TagSize);
        aes.Encrypt(nonce, dataKey.Span, wrapped.AsSpan(NonceSize, LocalKey.Size), wrapped.AsSpan(NonceSize + LocalKey.Size), AdditionalData(_active.Id));
        return ValueTask.FromResult(new WrappedKey(_active.Id, wrapped));
    }

    public ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken = default)
    {
        var key = Find(wrapped);
        return key.State == KeyState.Compromised
            ? throw new ConfigSealException(SealFailure.CompromisedKey, $"The settings are sealed under the key {key.Id}, which is marked compromised.")
            : ValueTask.FromResult(Unwrap(wrapped, key));
    }

    public ValueTask<byte[]> UnwrapForRotationAsync(WrappedKey wrapped, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Unwrap(wrapped, Find(wrapped)));

    public ValueTask<string> GetActiveKeyIdAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(_active.Id);

    public ValueTask<KeyState?> GetStateAsync(string keyId, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_keys.TryGetValue(keyId, out var key) ? key.State : (KeyState?)null);

    private LocalKey Find(WrappedKey wrapped) =>
        _keys.GetValueOrDefault(wrapped.KeyId) ?? throw new ConfigSealException(SealFailure.UnknownKey, "The settings are sealed under a key that is not configured.");

    private static byte[] Unwrap(WrappedKey wrapped, LocalKey key)
    {
        var bytes = wrapped.Bytes.Span;
        if (bytes.Length != WrappedSize) throw new ConfigSealException(SealFailure.Malformed, "The wrapped key has not the length of one.");
        var dataKey = new byte[LocalKey.Size];
        using var aes = new AesGcm(key.Bytes, TagSize);
        try
        {
            aes.Decrypt(bytes[..NonceSize], bytes.Slice(NonceSize, LocalKey.Size), bytes[^TagSize..], dataKey, AdditionalData(key.Id));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            throw new ConfigSealException(SealFailure.Tampered, "The wrapped key was changed, or another key bears this id.", mismatch);
        }

        return dataKey;
    }

    private static byte[] AdditionalData(string keyId) => [.. "LMN1 wrap"u8, .. Encoding.UTF8.GetBytes(keyId)];
}
