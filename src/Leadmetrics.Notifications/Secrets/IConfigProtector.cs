namespace Leadmetrics.Notifications.Secrets;

/// <summary>Seals tenants' settings, each bound to its tenant, row, channel, column and format.</summary>
public interface IConfigProtector
{
    /// <summary>Seals under the active key, with a fresh data key.</summary>
    /// <param name="plaintext">The settings.</param>
    /// <param name="context">Where they will stand.</param>
    /// <param name="cancellationToken">Ends the wait for the key provider.</param>
    /// <returns>The sealed bytes.</returns>
    ValueTask<SealedConfig> SealAsync(ReadOnlyMemory<byte> plaintext, SealContext context, CancellationToken cancellationToken = default);

    /// <summary>Opens what was sealed.</summary>
    /// <param name="sealedConfig">The <c>LMN1</c> bytes.</param>
    /// <param name="context">Where they stand.</param>
    /// <param name="cancellationToken">Ends the wait for the key provider.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="ConfigSealException">They cannot be opened here, whatever the reason.</exception>
    ValueTask<byte[]> OpenAsync(ReadOnlyMemory<byte> sealedConfig, SealContext context, CancellationToken cancellationToken = default);
}
