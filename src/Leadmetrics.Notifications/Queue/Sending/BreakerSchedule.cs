namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>How long an account is not called. Pure.</summary>
internal static class BreakerSchedule
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan FirstThrottled = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestThrottled = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    // Repeated refusals lock accounts.
    private static readonly TimeSpan[] Refused = [TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromMinutes(60)];
    private static readonly string[] DailyWords = ["daily", "per day", "a day", "24 hour", "24-hour"];

    /// <summary>How long an account waits after a failure of it.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="step">How often in a row its breaker was opened before.</param>
    /// <param name="isRow">Whether it is a tenant's row, which somebody can edit.</param>
    /// <param name="jitter">0 to 1.</param>
    /// <returns><see langword="null"/>: until its row is edited.</returns>
    public static TimeSpan? After(EmailFailure failure, int step, bool isRow, double jitter) => TroubleOf(failure.Kind) switch
    {
        AccountTrouble.Throttled => Throttled(failure, step, jitter),

        // A login that failed for a reason which passes (a clock that is wrong) is no refusal.
        AccountTrouble.Refused when failure.Outcome == SendOutcome.Rejected => step < Refused.Length ? Refused[step] : isRow ? null : Refused[^1],
        _ => Longer(RetrySchedule.Backoff(First, Longest, step, jitter), failure.RetryAfter),
    };

    /// <summary>Whether what fails now is what failed before, so that the steps go on; else they begin anew.</summary>
    public static bool IsSameTrouble(FailureKind before, FailureKind now) => TroubleOf(before) == TroubleOf(now);

    private static TimeSpan Throttled(EmailFailure failure, int step, double jitter)
    {
        var wait = failure.RetryAfter ?? RetrySchedule.Backoff(FirstThrottled, LongestThrottled, step, jitter);
        if (IsDaily(failure)) wait = Longer(wait, LongestThrottled);
        return wait < Shortest ? Shortest : wait > LongestAsked ? LongestAsked : wait;
    }

    // x.4.5 is Gmail's daily limit; others have words for it alone.
    private static bool IsDaily(EmailFailure failure) =>
        failure.Response is { } response && (response.EnhancedCode is "4.4.5" or "5.4.5" || Array.Exists(DailyWords, word => response.Text.Contains(word, StringComparison.OrdinalIgnoreCase)));

    private static TimeSpan Longer(TimeSpan wait, TimeSpan? asked) => asked is not { } at || at <= wait ? wait : at > LongestAsked ? LongestAsked : at;

    private static AccountTrouble TroubleOf(FailureKind kind) => kind switch
    {
        FailureKind.Throttled => AccountTrouble.Throttled,
        FailureKind.Authentication or FailureKind.NeedsReauthorization => AccountTrouble.Refused,
        _ => AccountTrouble.Broken,
    };

    private enum AccountTrouble
    {
        Broken,
        Throttled,
        Refused,
    }
}
