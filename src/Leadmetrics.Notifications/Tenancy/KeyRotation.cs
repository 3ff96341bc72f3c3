using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy;

/// <summary>Walks over all rows by pages, in passes, until one pass finds nothing to do.</summary>
/// <remarks>
/// Nothing is noted of how far it came: whether a column is done stands in its own header, so a run that was killed is just run again. A page is written in
/// one transaction, each row only where it is still as it was read; rows that others were faster with are read again and taken up again. The second pass is for
/// what was written behind the first one's back, by hosts that had not yet been given the new key.
/// </remarks>
internal sealed class KeyRotation(
    IRotationStore store,
    IProviderStore rows,
    RowResealer resealer,
    IKeyProvider keys,
    ILogger<KeyRotation> logger) : IKeyRotation
{
    /// <summary>Rows in memory at a time.</summary>
    internal const int PageSize = 200;

    internal const int MaxPasses = 10;
    internal const int MaxTries = 5;

    // For a key management service, each call to which takes milliseconds.
    private const int AtOnce = 8;

    public async Task<RotationResult> RotateAsync(IProgress<RotationProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var keyId = await ActiveKeyAsync(cancellationToken).ConfigureAwait(false);
        var total = await store.CountAsync(cancellationToken).ConfigureAwait(false);
        Log.RotationStarted(logger, keyId, total);
        var tally = new RotationTally(total, progress);
        do
        {
            tally.BeginPass();
            await PassAsync(tally, cancellationToken).ConfigureAwait(false);
        }
        while (tally.DidWork && tally.Pass < MaxPasses);

        var result = tally.ToResult(keyId);
        foreach (var failure in result.Failures) Log.RotationLeftRow(logger, failure.RowId, failure.Reason);
        if (tally.DidWork) Log.RotationNotSettled(logger, tally.Pass);
        Log.RotationEnded(logger, keyId, result.Rewrapped, result.Reencrypted, result.AlreadyCurrent, result.Failed);
        return result;
    }

    private async Task<string> ActiveKeyAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await KeyCall.AskAsync(keys.GetActiveKeyIdAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (ConfigSealException unanswered) when (unanswered.IsTransient)
        {
            throw RowSealer.Unavailable(unanswered);
        }
    }

    private async Task PassAsync(RotationTally tally, CancellationToken cancellationToken)
    {
        ProviderRowKey? last = null;
        while (await store.ListAsync(last, PageSize, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
        {
            await TakeAsync(page, tally, cancellationToken).ConfigureAwait(false);
            tally.EndPage(page.Count);
            last = new ProviderRowKey(page[^1].Tenant, page[^1].Id);
        }
    }

    private async Task TakeAsync(IReadOnlyList<ProviderRow> page, RotationTally tally, CancellationToken cancellationToken)
    {
        for (var attempt = 1; page.Count > 0; attempt++)
        {
            var lost = await TryTakeAsync(page, tally, cancellationToken).ConfigureAwait(false);
            if (attempt < MaxTries)
            {
                page = await ReadAgainAsync(lost, cancellationToken).ConfigureAwait(false);
                continue;
            }

            foreach (var row in lost) tally.Lost(row.Id);
            return;
        }
    }

    private async Task<List<ProviderRow>> TryTakeAsync(IReadOnlyList<ProviderRow> page, RotationTally tally, CancellationToken cancellationToken)
    {
        var resealed = new ResealedRow[page.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, page.Count, options, async (i, cancel) => resealed[i] = await resealer.ResealAsync(page[i], cancel).ConfigureAwait(false)).ConfigureAwait(false);

        var replacements = resealed.Select(row => row.Replacement).OfType<SealedReplacement>().ToArray();
        var replaced = replacements.Length == 0 ? null : await store.ReplaceAsync(replacements, cancellationToken).ConfigureAwait(false);
        var lost = new List<ProviderRow>();
        for (var i = 0; i < page.Count; i++)
        {
            if (resealed[i].Replacement is { } wanted && replaced?.Contains(wanted.Key) != true) lost.Add(page[i]);
            else tally.Took(resealed[i], page[i].Id);
        }

        return lost;
    }

    private async Task<IReadOnlyList<ProviderRow>> ReadAgainAsync(List<ProviderRow> lost, CancellationToken cancellationToken)
    {
        var found = new List<ProviderRow>(lost.Count);
        foreach (var row in lost)
        {
            if (await rows.FindAsync(row.Tenant, row.Id, cancellationToken).ConfigureAwait(false) is { } again) found.Add(again);
        }

        return found;
    }
}
