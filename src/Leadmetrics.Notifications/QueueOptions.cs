using System.Data.Common;

namespace Leadmetrics.Notifications;

/// <summary>How a mail is queued; none of it is content.</summary>
public sealed record QueueOptions
{
    /// <summary>The longest key, in UTF-16 units.</summary>
    public const int MaxIdempotencyKey = 200;

    /// <summary>Queueing the same message under the same key again gives the first id; another message under it is an error. 1 to 200 characters.</summary>
    /// <value><see langword="null"/>: every call queues a mail.</value>
    public string? IdempotencyKey
    {
        get;
        init => field = value is { Length: 0 or > MaxIdempotencyKey } ? throw new ArgumentOutOfRangeException(nameof(value), $"A key has 1 to {MaxIdempotencyKey} characters.") : value;
    }

    /// <summary>When it may be sent at the earliest, by the database's clock; never earlier. At most a year ahead; one that has passed by more than a minute is refused.</summary>
    /// <value><see langword="null"/>: at once.</value>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>When trying ends, by the database's clock; later than <see cref="SendAt"/>, and at most 30 days behind the time the mail may be sent. One that has passed is refused.</summary>
    /// <value><see langword="null"/>: 72 hours after it may be sent.</value>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>What is done where nobody knows whether it arrived.</summary>
    /// <value><see cref="OnUncertain.Resend"/>.</value>
    public OnUncertain OnUncertain { get; init; }

    /// <summary>Its lane.</summary>
    /// <value><see cref="QueueLane.Transactional"/>.</value>
    public QueueLane Lane { get; init; }

    /// <summary>The caller's transaction: the mail is queued if and only if it commits.</summary>
    /// <value><see langword="null"/>: the queue's own.</value>
    public DbTransaction? Transaction { get; init; }

    /// <summary>Whether the mail goes to suppressed addresses, too: for mail that the law or a contract demands.</summary>
    /// <value><see langword="false"/>.</value>
    public bool IgnoreSuppressions { get; init; }

    /// <summary>
    /// What some providers can be asked for: tracking, an unsubscribe group, a pool of addresses. <see cref="SendOptions.SendAt"/>, <see cref="SendOptions.BatchId"/> and
    /// <see cref="SendOptions.Sandbox"/> are refused here: the queue has a time of its own. Bulk mail and suppressions are said by <see cref="Lane"/> and <see cref="IgnoreSuppressions"/>.
    /// </summary>
    /// <value><see langword="null"/>: nothing.</value>
    public SendOptions? Provider { get; init; }
}
