namespace Leadmetrics.Notifications.Secrets;

/// <summary>A data key under a key of the key provider's.</summary>
/// <param name="KeyId">The id of the wrapping key.</param>
/// <param name="Bytes">The wrapped data key.</param>
public readonly record struct WrappedKey(string KeyId, ReadOnlyMemory<byte> Bytes);
