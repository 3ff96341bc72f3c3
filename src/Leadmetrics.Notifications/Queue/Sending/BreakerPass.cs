using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>Whether an account may be called for a mail.</summary>
/// <param name="Wait">How long not; <see langword="null"/>: it may be called now.</param>
/// <param name="Seen">Its breaker as it was seen: open, probed by this mail, or of an older version of the row; <see langword="null"/>: there is none.</param>
internal readonly record struct BreakerPass(TimeSpan? Wait, Breaker? Seen)
{
    /// <summary>It may be called, and no breaker is known.</summary>
    public static BreakerPass Free => default;
}
