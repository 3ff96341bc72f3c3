using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue.Sending;

/// <summary>An open breaker as this process knows it.</summary>
/// <param name="Breaker">The breaker.</param>
/// <param name="RetryAt">When one mail may try, as a timestamp of this process's clock; <see langword="null"/>: once the row is edited.</param>
/// <param name="OpenedAt">When it was opened from here; <see langword="null"/>: another process did it.</param>
internal sealed record KnownBreaker(Breaker Breaker, long? RetryAt, long? OpenedAt);
