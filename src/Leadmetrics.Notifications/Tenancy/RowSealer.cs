using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Seals and opens a row's settings in the place where they stand.</summary>
internal sealed class RowSealer(IConfigProtector protector)
{
    private const string Serving = "config";
    private const string Pending = "pending_config";

    public ValueTask<SealedConfig> SealAsync(ProviderRow row, ReadOnlyMemory<byte> plaintext, bool pending, CancellationToken cancellationToken) =>
        protector.SealAsync(plaintext, Context(row, pending ? Pending : Serving), cancellationToken);

    /// <exception cref="ConfigSealException">It cannot be opened.</exception>
    public ValueTask<byte[]> OpenAsync(ProviderRow row, CancellationToken cancellationToken) =>
        protector.OpenAsync(row.Config, Context(row, Serving), cancellationToken);

    /// <summary>The settings that an edit or a test is about: the pending ones where there are some.</summary>
    /// <exception cref="ConfigSealException">They cannot be opened.</exception>
    public ValueTask<byte[]> OpenLatestAsync(ProviderRow row, CancellationToken cancellationToken) => row.PendingConfig is { } pending
        ? protector.OpenAsync(pending, Context(row, Pending), cancellationToken)
        : OpenAsync(row, cancellationToken);

    private static SealContext Context(ProviderRow row, string column) => new(row.Tenant, row.Id, row.Channel, column, row.Provider + "/1");
}
