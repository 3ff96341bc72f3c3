using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Gets a token that can be used: another host's, or a new one.</summary>
/// <remarks>
/// Across hosts one asks: it claims the entry by compare-and-swap until a time at which it has surely ended, and the others look again until the token is there
/// or the claim has ended. Invariant: what a provider gave is stored before it is used; a refresh token that could not be stored is kept here
/// and stored first the next time, for the provider may take no other.
/// </remarks>
internal sealed class TokenFlight(OAuthSettings settings, string fingerprint, TokenEndpoint endpoint, ITokenStore store, TimeProvider timeProvider, ILogger logger)
{
    // A request and two writes of the store.
    private static readonly TimeSpan ClaimTime = TokenEndpoint.Timeout + TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private const int MaxConflicts = 20;

    private TokenEntry? _unstored;

    /// <summary>Runs. Only one at a time.</summary>
    /// <param name="refused">A token that the mail server has refused.</param>
    /// <param name="early">Whether the token there is still serves, so that nobody waits.</param>
    /// <param name="again">Whether it is asked although it was refused for good before.</param>
    /// <exception cref="TokenException">There is none.</exception>
    public async Task<TokenEntry> RunAsync(string? refused, bool early, bool again)
    {
        try
        {
            return await GetAsync(refused, early, again).ConfigureAwait(false);
        }
        catch (TokenStoreException unstored)
        {
            throw new TokenException(TokenFailures.NotStored(endpoint.Name), unstored);
        }
    }

    private async Task<TokenEntry> GetAsync(string? refused, bool early, bool again)
    {
        // Another host's clock may be wrong: nobody waits longer than a claim can last.
        var patience = timeProvider.GetUtcNow() + ClaimTime;
        for (var conflicts = 0; conflicts < MaxConflicts;)
        {
            var snapshot = await store.LoadAsync().ConfigureAwait(false);
            if (snapshot.IsUnreadable && !again) throw new TokenException(TokenFailures.Unreadable(endpoint.Name));
            var now = timeProvider.GetUtcNow();
            var entry = snapshot.State.Find(fingerprint);
            if (_unstored is { } unstored && !(entry?.UpdatedAt > unstored.UpdatedAt))
            {
                await StoreAsync(unstored).ConfigureAwait(false);
                if (unstored.IsValidAt(now) && unstored.AccessToken!.Reveal() != refused) return unstored;
                conflicts++;
                continue;
            }

            if (entry is not null && IsGood(entry, refused, early, now) && !(again && entry.Refusal is not null)) return await MarkedAsync(snapshot, entry).ConfigureAwait(false);
            if (!again && entry?.RefusalAt(now) is { } refusal) throw Refused(entry, refusal);
            if (entry?.RefreshingUntil > now && now < patience)
            {
                if (early && entry.IsValidAt(now)) return entry;
                await Task.Delay(Poll, timeProvider).ConfigureAwait(false);
                continue;
            }

            var claimed = (entry ?? new TokenEntry(fingerprint, now)) with { RefreshingUntil = now + ClaimTime, IsServing = store.IsServing };
            if (await store.TryReplaceAsync(snapshot, snapshot.State.With(claimed)).ConfigureAwait(false)) return await AskAsync(claimed).ConfigureAwait(false);
            conflicts++;
        }

        // The row is gone, or everybody writes it all the time.
        throw new TokenException(TokenFailures.NotStored(endpoint.Name));
    }

    private static bool IsGood(TokenEntry entry, string? refused, bool early, DateTimeOffset now) =>
        entry.IsValidAt(now) && entry.AccessToken!.Reveal() != refused && !(early && entry.IsDueAt(now));

    private async Task<TokenEntry> AskAsync(TokenEntry claimed)
    {
        var answer = await endpoint.AskAsync((claimed.RefreshToken ?? settings.RefreshToken)?.Reveal()).ConfigureAwait(false);
        var now = timeProvider.GetUtcNow();
        if (answer.AccessToken is not null)
        {
            var granted = new TokenEntry(fingerprint, now)
            {
                AccessToken = answer.AccessToken,
                ExpiresAt = now + answer.Lifetime,
                RefreshToken = answer.RefreshToken ?? claimed.RefreshToken,
                IsServing = claimed.IsServing,
            };
            _unstored = granted;
            await StoreAsync(granted).ConfigureAwait(false);
            Log.TokenRefreshed(logger, endpoint.Name, store.RowId, answer.Lifetime);
            return granted;
        }

        var after = claimed with { RefreshingUntil = null };
        if (answer.Refusal is { } refusal)
        {
            after = after with { Refusal = refusal, UpdatedAt = now };
            if (refusal == TokenRefusal.Consent) Log.NeedsReauthorization(logger, endpoint.Name, store.RowId, answer.Failure!.Message);
            else Log.TokenRefreshFailed(logger, endpoint.Name, store.RowId, answer.Failure!.Kind, answer.Failure.Message);
        }

        try
        {
            await ReplaceAsync(after).ConfigureAwait(false);
        }
        catch (TokenStoreException unstored)
        {
            // The claim ends by itself, and another host may ask once more.
            Log.RefusalNotStored(logger, endpoint.Name, store.RowId, unstored);
        }

        throw new TokenException(answer.Failure!) { Refused = answer.Refusal is null ? null : after };
    }

    private async Task StoreAsync(TokenEntry granted)
    {
        await ReplaceAsync(granted).ConfigureAwait(false);
        _unstored = null;
    }

    private async Task ReplaceAsync(TokenEntry entry)
    {
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var snapshot = await store.LoadAsync().ConfigureAwait(false);
            if (await store.TryReplaceAsync(snapshot, snapshot.State.With(entry)).ConfigureAwait(false)) return;
        }

        throw new TokenException(TokenFailures.NotStored(endpoint.Name));
    }

    // Tokens that a test of then pending settings fetched are the serving ones' from now on. Where the note is lost it is made the next time.
    private async Task<TokenEntry> MarkedAsync(TokenSnapshot snapshot, TokenEntry entry)
    {
        if (!store.IsServing || entry.IsServing) return entry;
        var marked = entry with { IsServing = true };
        await store.TryReplaceAsync(snapshot, snapshot.State.With(marked)).ConfigureAwait(false);
        return marked;
    }

    private TokenException Refused(TokenEntry entry, TokenRefusal refusal) => new(TokenFailures.Of(refusal, endpoint.Name)) { Refused = entry };
}
