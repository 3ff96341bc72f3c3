using System.Diagnostics;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>Gets a token that can be used: another host's, or a new one.</summary>
/// <remarks>
/// Across hosts one asks: it claims the entry by compare-and-swap until a time at which it should have ended, and the others look again until the token is there
/// or the claim has ended. A host that was paused, or whose clock is wrong, may find its claim taken over. Invariants: what a provider gave is stored before it is
/// used; a refresh token that could not be stored is kept here and stored first the next time, for the provider may take no other; a refusal or a failure is
/// written only while the claim stands, and a grant that comes after it leaves the refresh token alone that another host has brought since.
/// </remarks>
internal sealed class TokenFlight(OAuthSettings settings, string fingerprint, TokenEndpoint endpoint, ITokenStore store, TimeProvider timeProvider, ILogger logger)
{
    // A request and two writes of the store.
    private static readonly TimeSpan ClaimTime = TokenEndpoint.Timeout + TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private const int MaxConflicts = 20;

    private Grant? _unstored;

    /// <summary>Measures the requests; <see langword="null"/>: nobody does.</summary>
    public NotificationsTelemetry? Telemetry { get; init; }

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
        Loss? lost = null;
        for (var conflicts = 0; conflicts < MaxConflicts;)
        {
            var snapshot = await store.LoadAsync().ConfigureAwait(false);
            if (snapshot.IsUnreadable && !again) throw new TokenException(TokenFailures.Unreadable(endpoint.Name));
            var now = timeProvider.GetUtcNow();
            var entry = snapshot.State.Find(fingerprint);

            // Another host may have been refused since, with the refresh token that this grant took the place of.
            if (_unstored is { } unstored && !(entry is { Refusal: null } && entry.UpdatedAt > unstored.Entry.UpdatedAt))
            {
                var stored = await StoreAsync(unstored).ConfigureAwait(false);
                if (stored.IsValidAt(now) && stored.AccessToken!.Reveal() != refused) return stored;
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

            // What was said of a refresh token that is no longer the newest says nothing of the one that is.
            if (lost is not null && AreSame(entry?.RefreshToken, lost.Claim.RefreshToken)) throw lost.Failure;
            var claimed = (entry ?? new TokenEntry(fingerprint, now)) with { RefreshingUntil = now + ClaimTime, IsServing = store.IsServing || entry?.IsServing == true };
            conflicts++;
            if (!await TryReplaceAsync(snapshot, claimed).ConfigureAwait(false)) continue;
            var (granted, loss) = await AskAsync(claimed).ConfigureAwait(false);
            if (granted is not null) return granted;

            // Whoever took the claim over may have a token, or be about to get one.
            lost = loss;
            again = false;
            patience = timeProvider.GetUtcNow() + ClaimTime;
        }

        // The row is gone, or everybody writes it all the time.
        throw new TokenException(TokenFailures.NotStored(endpoint.Name));
    }

    private static bool IsGood(TokenEntry entry, string? refused, bool early, DateTimeOffset now) =>
        entry.IsValidAt(now) && entry.AccessToken!.Reveal() != refused && !(early && entry.IsDueAt(now));

    private async Task<(TokenEntry? Granted, Loss? Lost)> AskAsync(TokenEntry claim)
    {
        var answer = await AskAsync(claim.RefreshToken ?? settings.RefreshToken).ConfigureAwait(false);
        if (answer.AccessToken is null) return (null, await FailAsync(claim, answer).ConfigureAwait(false));
        var now = timeProvider.GetUtcNow();
        var granted = new TokenEntry(fingerprint, now)
        {
            AccessToken = answer.AccessToken,
            ExpiresAt = now + answer.Lifetime,
            RefreshToken = answer.RefreshToken ?? claim.RefreshToken,
        };
        var stored = await StoreAsync(_unstored = new Grant(granted, claim)).ConfigureAwait(false);
        Log.TokenRefreshed(logger, endpoint.Name, store.RowId, answer.Lifetime);
        return (stored, null);
    }

    private async Task<TokenAnswer> AskAsync(Secret? refreshToken)
    {
        var provider = endpoint.Name.ToLowerInvariant();
        var activity = Telemetry is null ? null : NotificationsTelemetry.Begin(TelemetryNames.TokenActivity, ActivityKind.Client);
        try
        {
            var answer = await endpoint.AskAsync(refreshToken?.Reveal()).ConfigureAwait(false);
            var outcome = answer.Outcome;
            Telemetry?.TokenAsked(provider, outcome);
            activity?.SetTag(TelemetryNames.Provider, provider);
            activity?.SetTag(TelemetryNames.Outcome, outcome);
            if (answer.Failure is { } failure) activity?.SetTag(TelemetryNames.Kind, TelemetryWords.Of(failure.Kind)).SetStatus(ActivityStatusCode.Error, TelemetryWords.Of(failure.Kind));
            return answer;
        }
        finally
        {
            Listeners.End(activity);
        }
    }

    /// <summary>Ends the claim with what went wrong.</summary>
    /// <returns>The failure, where the claim is no longer ours: nothing was written.</returns>
    /// <exception cref="TokenException">The failure, where it stands.</exception>
    private async Task<Loss> FailAsync(TokenEntry claim, TokenAnswer answer)
    {
        var now = timeProvider.GetUtcNow();
        TokenEntry After(TokenEntry entry) => answer.Refusal is null ? entry with { RefreshingUntil = null } : entry with { RefreshingUntil = null, Refusal = answer.Refusal, UpdatedAt = now };
        TokenEntry? after;
        try
        {
            after = await ReplaceAsync(standing => IsClaim(standing, claim) ? After(standing!) : null).ConfigureAwait(false);
            if (after is null) return new Loss(claim, new TokenException(answer.Failure!));
        }
        catch (TokenStoreException unstored)
        {
            // The claim ends by itself, and another host may ask once more.
            Log.RefusalNotStored(logger, endpoint.Name, store.RowId, unstored);
            after = After(claim);
        }

        if (answer.Refusal == TokenRefusal.Consent) Log.NeedsReauthorization(logger, endpoint.Name, store.RowId, answer.Failure!.Message);
        else if (answer.Refusal is not null) Log.TokenRefreshFailed(logger, endpoint.Name, store.RowId, answer.Failure!.Kind, answer.Failure.Message);
        throw new TokenException(answer.Failure!) { Refused = answer.Refusal is null ? null : after };
    }

    private async Task<TokenEntry> StoreAsync(Grant grant)
    {
        var (granted, claim) = grant;
        var stored = await ReplaceAsync(standing => granted with
        {
            RefreshToken = IsClaim(standing, claim) || standing?.RefreshToken is not { } other || AreSame(other, claim.RefreshToken) ? granted.RefreshToken : other,
            IsServing = store.IsServing || (standing ?? claim).IsServing,
        }).ConfigureAwait(false);
        _unstored = null;
        return stored!;
    }

    /// <summary>Writes what is made of the entry that stands there, or nothing where nothing is made of it.</summary>
    private async Task<TokenEntry?> ReplaceAsync(Func<TokenEntry?, TokenEntry?> make)
    {
        for (var conflicts = 0; conflicts < MaxConflicts; conflicts++)
        {
            var snapshot = await store.LoadAsync().ConfigureAwait(false);
            if (make(snapshot.State.Find(fingerprint)) is not { } entry) return null;
            if (await TryReplaceAsync(snapshot, entry).ConfigureAwait(false)) return entry;
        }

        throw new TokenException(TokenFailures.NotStored(endpoint.Name));
    }

    private Task<bool> TryReplaceAsync(TokenSnapshot snapshot, TokenEntry entry) => store.TryReplaceAsync(snapshot, snapshot.State.With(entry, timeProvider.GetUtcNow()));

    private static bool IsClaim(TokenEntry? standing, TokenEntry claim) => standing is not null && standing.RefreshingUntil == claim.RefreshingUntil;

    private static bool AreSame(Secret? one, Secret? other) => one?.Reveal() == other?.Reveal();

    // Tokens that a test of then pending settings fetched are the serving ones' from now on. Where the note is lost it is made the next time.
    private async Task<TokenEntry> MarkedAsync(TokenSnapshot snapshot, TokenEntry entry)
    {
        if (!store.IsServing || entry.IsServing) return entry;
        var marked = entry with { IsServing = true };
        await TryReplaceAsync(snapshot, marked).ConfigureAwait(false);
        return marked;
    }

    private TokenException Refused(TokenEntry entry, TokenRefusal refusal) => new(TokenFailures.Of(refusal, endpoint.Name)) { Refused = entry };

    /// <summary>What the provider gave, and the claim under which it was asked.</summary>
    private sealed record Grant(TokenEntry Entry, TokenEntry Claim);

    /// <summary>What became of a request whose claim was taken over.</summary>
    private sealed record Loss(TokenEntry Claim, TokenException Failure);
}
