using Leadmetrics.Notifications.Telemetry;
using Microsoft.Extensions.Logging;

namespace Leadmetrics.Notifications.Tenancy.Budgets;

/// <summary>Tells the operator of a limit that is reached: once a minute a provider, with how many messages were refused since it was told before.</summary>
/// <remarks>A slot holds when it was last told, and whoever moves it on by compare-and-swap tells.</remarks>
internal sealed class LimitLog(ILogger logger, TimeProvider timeProvider)
{
    private const long Never = long.MinValue;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private long _told = Never;
    private long _refused;

    /// <summary>Counts a refusal, and logs it where the last one was told a minute ago.</summary>
    public void Tell(BudgetRefusal refusal)
    {
        Interlocked.Increment(ref _refused);
        var now = timeProvider.GetTimestamp();
        var last = Volatile.Read(ref _told);
        if (last != Never && timeProvider.GetElapsedTime(last, now) < Pause) return;
        if (Interlocked.CompareExchange(ref _told, now, last) != last) return;
        Log.LimitReached(logger, refusal.Charge.Scope, refusal.Limit, LimitFailures.Each(refusal.Span), refusal.Charge.Amount, Interlocked.Exchange(ref _refused, 0));
    }
}
