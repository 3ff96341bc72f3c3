namespace Leadmetrics.Notifications.Secrets;

/// <summary>Seals tenants' settings, each bound to its tenant, row, channel, column and format.</summary>
public interface IConfigProtector
{
    /// <summary>Seals under the active key, with a fresh data key.</summary>
    /// <param name="plaintext">The settings.</param>
    /// <param name="context">Where they will stand.</param>
    /// <param name="cancellationToken">Ends the wait for the key provider.</param>
    /// <returns>The sealed bytes.</returns>
    /// <exception cref="ConfigSealException"><see cref="SealFailure.Unavailable"/>: the key provider did not answer.</exception>
    ValueTask<SealedConfig> SealAsync(ReadOnlyMemory<byte> plaintext, SealContext context, CancellationToken cancellationToken = default);

    /// <summary>Opens what was sealed.</summary>
    /// <param name="sealedConfig">The <c>LMN1</c> bytes.</param>
    /// <param name="context">Where they stand.</param>
    /// <param name="cancellationToken">Ends the wait for the key provider.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ConfigSealException">They cannot be opened here, whatever the reason.</exception>
    ValueTask<byte[]> OpenAsync(ReadOnlyMemory<byte> sealedConfig, SealContext context, CancellationToken cancellationToken = default);

    /// <summary>The id of the key that settings are sealed under, by their header: nothing is opened, and nothing is proved.</summary>
    /// <param name="sealedConfig">The <c>LMN1</c> bytes.</param>
    /// <returns>The key's id.</returns>
    /// <exception cref="ConfigSealException">They are not in the form <c>LMN1</c>.</exception>
    string KeyIdOf(ReadOnlyMemory<byte> sealedConfig);

    /// <summary>
    /// Brings sealed settings under the active key: the same data key wrapped anew, the content left as it is. Where the old key is compromised they are
    /// sealed anew with a fresh data key, since whoever had that key and an old copy knows the data key.
    /// </summary>
    /// <param name="sealedConfig">The <c>LMN1</c> bytes.</param>
    /// <param name="context">Where they stand; they are opened there before anything is wrapped.</param>
    /// <param name="cancellationToken">Ends the wait for the key provider.</param>
    /// <returns>The bytes to put in their place, or the same ones where they are under the active key.</returns>
    /// <exception cref="ConfigSealException">They cannot be opened here, whatever the reason.</exception>
    ValueTask<RewrappedConfig> RewrapAsync(ReadOnlyMemory<byte> sealedConfig, SealContext context, CancellationToken cancellationToken = default);
}
