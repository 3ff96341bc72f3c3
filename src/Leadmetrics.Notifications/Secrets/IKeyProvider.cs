namespace Leadmetrics.Notifications.Secrets;

/// <summary>Wraps the data keys of sealed settings: a local key ring, or a key management service.</summary>
/// <remarks>
/// Safe for concurrent use. What is wrong with a key or with bytes is a <see cref="ConfigSealException"/>. Every other exception, a timeout among them, means
/// that the provider did not answer: it becomes <see cref="SealFailure.Unavailable"/>, routes that are known go on serving, and sends that need it are deferred.
/// </remarks>
public interface IKeyProvider
{
    /// <summary>Wraps a data key under the active key.</summary>
    /// <param name="dataKey">32 bytes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The wrapped key and the id of the key that wraps it: 1 to 255 bytes of UTF-8; at most 65,535 bytes wrapped.</returns>
    ValueTask<WrappedKey> WrapAsync(ReadOnlyMemory<byte> dataKey, CancellationToken cancellationToken = default);

    /// <summary>Unwraps a data key under exactly the key named.</summary>
    /// <param name="wrapped">What <see cref="WrapAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ConfigSealException">The key is unknown or compromised, or the bytes were changed.</exception>
    ValueTask<byte[]> UnwrapAsync(WrappedKey wrapped, CancellationToken cancellationToken = default);

    /// <summary>Unwraps a data key for rotation alone: under a compromised key too, which <see cref="UnwrapAsync"/> goes on refusing.</summary>
    /// <param name="wrapped">What <see cref="WrapAsync"/> gave.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ConfigSealException">The key is unknown, or the bytes were changed.</exception>
    ValueTask<byte[]> UnwrapForRotationAsync(WrappedKey wrapped, CancellationToken cancellationToken = default);

    /// <summary>The key that <see cref="WrapAsync"/> uses now.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its id.</returns>
    ValueTask<string> GetActiveKeyIdAsync(CancellationToken cancellationToken = default);

    /// <summary>What the key of an id may be used for.</summary>
    /// <remarks>Asked for every sealed value of a rotation: a service that has to be called for it keeps the answer for a while.</remarks>
    /// <param name="keyId">The id, compared exactly.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its state; <see langword="null"/> where no key of that id is at hand.</returns>
    ValueTask<KeyState?> GetStateAsync(string keyId, CancellationToken cancellationToken = default);
}
