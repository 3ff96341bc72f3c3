using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Providers.OAuth;

/// <summary>The access tokens of one account: cached here, fetched once for any number of waiting sends.</summary>
/// <remarks>
/// States: no token, valid, due (valid; another one is on its way in the background), expired, refused for good. Invariants: at most one flight at a time, and no
/// waiter's cancellation ends it; a failure that may pass is not asked for again before its pause is over; what was refused for good is asked for again
/// only after <see cref="Reconsider"/>, by other settings, or where another host's token stands in the store; after the mail server's refusal there is one
/// forced flight, and then a while none. Fields are guarded by the lock.
/// </remarks>
internal sealed class TokenSource(TokenFlight flight, TimeProvider timeProvider, ILogger logger, string name, Guid? rowId)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ForcedPause = TimeSpan.FromMinutes(1);

    // An account that nobody sends through concerns nobody.
    private static readonly TimeSpan Concerned = TimeSpan.FromHours(1);
    private static readonly TimeSpan NearEnd = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private TokenEntry? _entry;
    private Task<TokenEntry>? _running;
    private string? _runningFor;
    private EmailFailure? _failure;
    private DateTimeOffset _pausedUntil;
    private string? _forced;
    private DateTimeOffset _forcedAt;
    private bool _again;
    private DateTimeOffset _askedAt;

    /// <summary>Whether the account gets its tokens, as this process knows it; sound where nobody has asked for one in the last hour.</summary>
    public TokenCondition Condition
    {
        get
        {
            var now = timeProvider.GetUtcNow();
            lock (_lock)
            {
                if (now - _askedAt >= Concerned) return TokenCondition.Sound;
                if (_entry?.RefusalAt(now) is { } refusal) return refusal == TokenRefusal.Consent ? TokenCondition.NeedsReauthorization : TokenCondition.Failing;
                var isNear = _entry is not { } entry || !entry.IsValidAt(now + NearEnd);
                return _failure is not null && isNear ? TokenCondition.Failing : TokenCondition.Sound;
            }
        }
    }

    /// <summary>Whether a send need not connect to find out that there is no token.</summary>
    public bool IsRefused
    {
        get
        {
            var now = timeProvider.GetUtcNow();
            lock (_lock) return !_again && _entry is { } entry && entry.RefusalAt(now) is not null && !entry.IsValidAt(now);
        }
    }

    /// <summary>Lets the next question ask the provider whatever was refused before: somebody tests the account.</summary>
    public void Reconsider()
    {
        lock (_lock)
        {
            _again = true;
            _forced = null;
            _pausedUntil = DateTimeOffset.MinValue;
        }
    }

    /// <summary>A token.</summary>
    /// <param name="refused">The one that the mail server has just refused.</param>
    /// <param name="cancellationToken">Ends the wait, not the flight.</param>
    /// <returns>The token; the refused one where there is no other.</returns>
    /// <exception cref="TokenException">There is none.</exception>
    public async ValueTask<string> GetAsync(string? refused, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<TokenEntry> running;
            string? runningFor;
            lock (_lock)
            {
                _askedAt = timeProvider.GetUtcNow();
                if (Cached_NeedsLock(refused) is { } cached) return cached;
                running = Join_NeedsLock(refused, early: false);
                runningFor = _runningFor;
            }

            var token = (await running.WaitAsync(cancellationToken).ConfigureAwait(false)).AccessToken!.Reveal();

            // A flight that began before the refusal may have brought just that token.
            if (token != refused || runningFor == refused) return token;
        }
    }

    private string? Cached_NeedsLock(string? refused)
    {
        var now = timeProvider.GetUtcNow();
        if (_entry is not { } entry || !entry.IsValidAt(now)) return null;
        if (_again && entry.Refusal is not null) return null;
        var token = entry.AccessToken!.Reveal();

        // It was got in place of a refused one just now: the refusal stands.
        if (token == refused) return token == _forced && now - _forcedAt < ForcedPause ? token : null;
        if (entry.IsDueAt(now) && entry.RefusalAt(now) is null && _running is not { IsCompleted: false } && now >= _pausedUntil) _ = Join_NeedsLock(null, early: true);
        return token;
    }

    private Task<TokenEntry> Join_NeedsLock(string? refused, bool early)
    {
        if (_running is { IsCompleted: false }) return _running;
        var now = timeProvider.GetUtcNow();
        if (now < _pausedUntil && !_again) return Task.FromException<TokenEntry>(new TokenException(_failure! with { RetryAfter = _pausedUntil - now }));
        var again = _again;
        _again = false;
        _runningFor = refused;

        _running = Detached.Run(() => RunAsync(refused, early, again));

        // Where every waiter has gone, nobody else looks at a failure.
        _ = _running.ContinueWith(static failed => _ = failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return _running;
    }

    private async Task<TokenEntry> RunAsync(string? refused, bool early, bool again)
    {
        try
        {
            var entry = await flight.RunAsync(refused, early, again).ConfigureAwait(false);
            lock (_lock)
            {
                _entry = entry;
                _failure = null;
                _pausedUntil = DateTimeOffset.MinValue;
                if (refused is not null) (_forced, _forcedAt) = (entry.AccessToken!.Reveal(), timeProvider.GetUtcNow());
            }

            return entry;
        }
        catch (TokenException failed)
        {
            Note(failed);
            throw;
        }
    }

    private void Note(TokenException failed)
    {
        lock (_lock)
        {
            if (failed.Refused is { } entry)
            {
                _entry = entry;
                return;
            }

            var pause = failed.Failure.RetryAfter ?? Pause;
            _failure = failed.Failure;
            _pausedUntil = timeProvider.GetUtcNow() + (pause < Pause ? Pause : pause < LongestPause ? pause : LongestPause);
        }

        Log.TokenRefreshFailed(logger, name, rowId, failed.Failure.Kind, failed.Failure.Message);
    }
}
