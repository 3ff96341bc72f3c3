using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Which SendGrid accounts have asked not to be called for a while, for mail or for something else. One for all providers of a host, so that what one learns holds for all.</summary>
/// <remarks>
/// States of an account: open (no entry) → closed, until an instant of the monotonic clock (429 with a reset, or an answer that says that nothing remains) → open, by time
/// alone. A later reset moves the instant forward, an earlier one does not bring it back. Invariants: while an account is closed no request of this process begins to it;
/// requests that were under way before are not called back; a closing lasts at most an hour, whatever a server says; an account is its key and region, known here by a hash,
/// so rows with one key share a gate and an edited row with another key has its own. An account has two gates, for mail and for all other calls, which know nothing of each other.
/// At most 4,096 closed gates are remembered: beyond that the one that opens first is forgotten.
/// </remarks>
internal sealed class SendGridGates(TimeProvider timeProvider)
{
    /// <summary>How many closed accounts are remembered.</summary>
    internal const int MaxAccounts = 4096;

    private static readonly TimeSpan MaxWait = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, long> _closedUntil = new(StringComparer.Ordinal);

    /// <summary>How many accounts are remembered as closed.</summary>
    internal int Count => _closedUntil.Count;

    /// <summary>The name of an account here: a hash, nothing that could be used.</summary>
    public static string AccountOf(SendGridConfig config) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{config.Region}\0{config.ApiKey.Reveal()}")));

    /// <summary>How long the account is still closed; <see langword="null"/>: it is open.</summary>
    public TimeSpan? LeftOf(string account)
    {
        if (!_closedUntil.TryGetValue(account, out var until)) return null;
        var left = timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), until);
        if (left > TimeSpan.Zero) return left;

        // Only this instant: it may have been closed anew in between.
        _closedUntil.TryRemove(new KeyValuePair<string, long>(account, until));
        return null;
    }

    /// <summary>Closes the account for a while, an hour at most.</summary>
    /// <returns>For how long it is closed; <see langword="null"/> where there is nothing to wait for, or it was closed for as long already.</returns>
    public TimeSpan? Close(string account, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero) return null;
        if (wait > MaxWait) wait = MaxWait;
        var until = timeProvider.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * timeProvider.TimestampFrequency);
        lock (_lock)
        {
            if (_closedUntil.TryGetValue(account, out var known) && known >= until) return null;
            if (known == 0 && _closedUntil.Count >= MaxAccounts) MakeRoom_NeedsLock();
            _closedUntil[account] = until;
        }

        return wait;
    }

    private void MakeRoom_NeedsLock()
    {
        var now = timeProvider.GetTimestamp();
        foreach (var passed in _closedUntil.Where(entry => entry.Value <= now)) _closedUntil.TryRemove(passed);
        if (_closedUntil.Count >= MaxAccounts) _closedUntil.TryRemove(_closedUntil.MinBy(entry => entry.Value).Key, out _);
    }
}
