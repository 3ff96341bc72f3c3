using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Brings a row's sealed columns under the active key, each judged by its own header. Writes nothing.</summary>
/// <remarks>A column that cannot be opened holds up none of the others: what serves must not stay under an old key because of an edit that nobody can read.</remarks>
internal sealed class RowResealer(RowSealer sealer)
{
    public async ValueTask<ResealedRow> ResealAsync(ProviderRow row, CancellationToken cancellationToken)
    {
        var failures = new List<string>();
        var config = await TryRewrapAsync(row, SealedColumn.Config, row.Config, failures, cancellationToken).ConfigureAwait(false);
        var pending = await TryRewrapAsync(row, SealedColumn.PendingConfig, row.PendingConfig, failures, cancellationToken).ConfigureAwait(false);
        var oauth = await TryRewrapAsync(row, SealedColumn.OAuthState, row.OAuthState, failures, cancellationToken).ConfigureAwait(false);
        var failure = failures.Count == 0 ? null : string.Join(' ', failures);
        var kind = new[] { config, pending, oauth }.Max(column => column?.Kind ?? Rewrapping.AlreadyCurrent);
        var keyId = config?.KeyId ?? row.ConfigKeyId;
        if (kind == Rewrapping.AlreadyCurrent && keyId == row.ConfigKeyId) return new ResealedRow(null, kind, failure);
        var replacement = new SealedReplacement(row, config?.Bytes ?? row.Config, pending?.Bytes ?? row.PendingConfig, oauth?.Bytes ?? row.OAuthState, keyId);
        return new ResealedRow(replacement, kind == Rewrapping.AlreadyCurrent ? Rewrapping.Rewrapped : kind, failure);
    }

    private async ValueTask<RewrappedConfig?> TryRewrapAsync(
        ProviderRow row, SealedColumn column, ReadOnlyMemory<byte>? sealedBytes, List<string> failures, CancellationToken cancellationToken)
    {
        if (sealedBytes is not { } bytes) return null;
        try
        {
            return await sealer.RewrapAsync(row, column, bytes, cancellationToken).ConfigureAwait(false);
        }
        catch (ConfigSealException unreadable)
        {
            failures.Add($"{column}: {unreadable.Message}");
            return null;
        }
    }
}
