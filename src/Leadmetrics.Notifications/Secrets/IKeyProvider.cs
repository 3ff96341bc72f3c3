namespace Leadmetrics.Notifications.Secrets;

/// <summary>Wraps the data keys of sealed settings: a local key ring, or a key management service.</summary>
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
}
