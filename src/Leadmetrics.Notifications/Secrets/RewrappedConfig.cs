namespace Leadmetrics.Notifications.Secrets;

/// <summary>Sealed settings that were brought under the active key.</summary>
/// <param name="Bytes">The <c>LMN1</c> bytes.</param>
/// <param name="KeyId">The id of the key that wraps their data key.</param>
/// <param name="Kind">What was done to them.</param>
public sealed record RewrappedConfig(ReadOnlyMemory<byte> Bytes, string KeyId, Rewrapping Kind);
