namespace Leadmetrics.Notifications.Secrets;

/// <summary>A sealed config and the key it is sealed under.</summary>
/// <param name="Bytes">The <c>LMN1</c> bytes.</param>
/// <param name="KeyId">The id of the key that wraps its data key.</param>
public sealed record SealedConfig(ReadOnlyMemory<byte> Bytes, string KeyId);
