using System.Collections.Concurrent;
using Leadmetrics.Notifications.Queue.Storing;
using Leadmetrics.Notifications.Telemetry;
using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>Which accounts this process does not call for the time being: what claims tell of, and what it found out itself.</summary>
/// <remarks>
/// States of an account, in the store for all processes: closed → open (a failure of the account) → probing (its wait is over, and one mail of one process is let through) → closed (the mail
/// got as far as a verdict), or open for longer. The board remembers them, so that an account that works costs a dictionary read and no question. Each claim corrects it; a breaker that was
/// opened here a moment ago outlives a claim that was made before. A breaker of an older version of the row is void: an edited row is tried at once, and its steps begin anew, as
/// they do where an account fails of something else than before. A store that does not answer opens and closes nothing for others; this process goes on with what it knows.
/// </remarks>
internal sealed class BreakerBoard(IBreakerStore store, TimeProvider timeProvider, ILogger<BreakerBoard> logger)
{
    // As long as a lease: whoever probes and dies is followed by another one.
    private static readonly TimeSpan ProbeLease = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan OthersWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClaimAge = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<AccountKey, KnownBreaker> _known = new();

    /// <summary>Where the jitter comes from, 0 to 1.</summary>
    public Func<double> Chance { get; init; } = Random.Shared.NextDouble;

    /// <summary>The account of a tenant's candidate.</summary>
    public static AccountKey KeyOf(TenantId tenant, RouteCandidate candidate) => new(candidate.IsPlatform ? "" : tenant.Value, candidate.Account);

    /// <summary>Takes over what a claim tells of the accounts of its tenants, and of the platform's.</summary>
    public void Learn(ClaimedMails claim)
    {
        if (claim.Mails.Count == 0 && claim.Breakers.Count == 0) return;
        var now = timeProvider.GetTimestamp();
        foreach (var breaker in claim.Breakers)
        {
            var told = new KnownBreaker(breaker, RetryAt(now, breaker.RetryIn), null);
            _known.AddOrUpdate(breaker.Account, told, (_, known) => IsYoung(known, now) ? known : told);
        }

        if (_known.IsEmpty || claim.Mails.Count == 0) return;
        var open = claim.Breakers.Select(breaker => breaker.Account).ToHashSet();
        var tenants = claim.Mails.Select(mail => mail.Lease.Tenant.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var (account, known) in _known)
        {
            if (account.Tenant.Length > 0 && !tenants.Contains(account.Tenant)) continue;
            if (!open.Contains(account) && !IsYoung(known, now)) _known.TryRemove(KeyValuePair.Create(account, known));
        }
    }

    /// <summary>Whether an account would have to be waited for now; asks nobody, and lets nobody through.</summary>
    public bool IsOpen(AccountKey account, long version) =>
        _known.TryGetValue(account, out var known) && !IsVoid(known, version) && (known.RetryAt is not { } at || at > timeProvider.GetTimestamp());

    /// <summary>Asks to call an account for a mail.</summary>
    public async ValueTask<BreakerPass> AskAsync(AccountKey account, long version, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(account, out var known)) return BreakerPass.Free;
        if (IsVoid(known, version)) return new BreakerPass(null, known.Breaker);
        var now = timeProvider.GetTimestamp();
        if (Left(known, now) is { } left) return new BreakerPass(left, known.Breaker);

        // One mail of this process asks the store; the others wait already.
        var asking = known with { RetryAt = RetryAt(now, OthersWait) };
        if (!_known.TryUpdate(account, asking, known)) return new BreakerPass(OthersWait, known.Breaker);
        try
        {
            if (!await store.TryProbeAsync(account, known.Breaker.Step, ProbeLease, cancellationToken).ConfigureAwait(false)) return new BreakerPass(OthersWait, known.Breaker);
        }
        catch (StoreException failed)
        {
            Log.BreakerNotAsked(logger, account.Account, failed);
            return new BreakerPass(OthersWait, known.Breaker);
        }

        _known.TryUpdate(account, asking with { RetryAt = RetryAt(now, ProbeLease) }, asking);
        return new BreakerPass(null, known.Breaker);
    }

    /// <summary>Opens the breaker of an account that failed.</summary>
    /// <param name="account">The account.</param>
    /// <param name="candidate">The same as the route has it.</param>
    /// <param name="seen">The breaker as it was seen before the call.</param>
    /// <param name="failure">The failure.</param>
    /// <returns>How long it waits, for all that is known.</returns>
    public async ValueTask<TimeSpan> OpenAsync(AccountKey account, RouteCandidate candidate, Breaker? seen, EmailFailure failure)
    {
        // Mails that were under way together fail together: the first one has opened it.
        if (_known.TryGetValue(account, out var known) && !IsVoid(known, candidate.Version) && known.Breaker.Step > (seen is null ? 0 : seen.Step) && Left(known, timeProvider.GetTimestamp()) is { } left) return left;
        Breaker opened;
        try
        {
            opened = await OpenAsync(account, candidate, seen, failure, Chance()).ConfigureAwait(false);
        }
        catch (Exception failed)
        {
            // Whatever it is: what came of the mail must not be lost over it.
            Log.BreakerNotWritten(logger, account.Account, failed);
            opened = Alone(account, candidate, seen, failure);
        }

        var now = timeProvider.GetTimestamp();
        var mine = new KnownBreaker(opened, RetryAt(now, opened.RetryIn), now);
        _known[account] = mine;
        if (opened.RetryIn is { } wait) Log.AccountWaits(logger, account.Account, candidate.Provider.Name, failure.Kind, failure.Phase, wait, opened.Step);
        else Log.AccountWaitsForEdit(logger, account.Account, candidate.Provider.Name, failure.Kind, failure.Phase);
        return Left(mine, now) ?? TimeSpan.Zero;
    }

    /// <summary>Closes the breaker of an account that a mail got through, where one was seen before the call.</summary>
    public async ValueTask CloseAsync(AccountKey account, Breaker? seen)
    {
        if (seen is null) return;
        _known.TryRemove(account, out _);
        try
        {
            if (await store.CloseAsync(account, CancellationToken.None).ConfigureAwait(false)) Log.AccountWorks(logger, account.Account);
        }
        catch (Exception failed)
        {
            // As above: the mail is sent.
            Log.BreakerNotWritten(logger, account.Account, failed);
        }
    }

    private static bool IsVoid(KnownBreaker known, long version) => version > known.Breaker.Version;

    private async Task<Breaker> OpenAsync(AccountKey account, RouteCandidate candidate, Breaker? seen, EmailFailure failure, double jitter)
    {
        var step = StepOf(candidate, seen, failure);
        if (seen is not null && step == 0) await store.CloseAsync(account, CancellationToken.None).ConfigureAwait(false);
        var wait = BreakerSchedule.After(failure, step, candidate.RowId is not null, jitter);
        return await store.OpenAsync(account, candidate.Version, step, failure.Kind, wait, TextOf(failure), CancellationToken.None).ConfigureAwait(false);
    }

    private Breaker Alone(AccountKey account, RouteCandidate candidate, Breaker? seen, EmailFailure failure)
    {
        var step = StepOf(candidate, seen, failure);
        return new Breaker
        {
            Account = account,
            Version = candidate.Version,
            Kind = failure.Kind,
            Step = step + 1,
            RetryIn = BreakerSchedule.After(failure, step, candidate.RowId is not null, Chance()),
            Text = TextOf(failure),
            OpenedAt = timeProvider.GetUtcNow(),
        };
    }

    private static int StepOf(RouteCandidate candidate, Breaker? seen, EmailFailure failure) =>
        seen is null || candidate.Version > seen.Version || !BreakerSchedule.IsSameTrouble(seen.Kind, failure.Kind) ? 0 : seen.Step;

    private static string? TextOf(EmailFailure failure) => AttemptRecord.Text(failure.Message);

    private bool IsYoung(KnownBreaker known, long now) => known.OpenedAt is { } at && timeProvider.GetElapsedTime(at, now) < ClaimAge;

    private long? RetryAt(long now, TimeSpan? wait) => wait is { } at ? now + (long)(at.TotalSeconds * timeProvider.TimestampFrequency) : null;

    private TimeSpan? Left(KnownBreaker known, long now) => known.RetryAt is not { } at ? MailVerdict.LongestHold : at > now ? timeProvider.GetElapsedTime(now, at) : null;
}
