using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue;

/// <summary>A mail that was queued, and what became of it.</summary>
public sealed record QueuedMail
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its Message-ID, without angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>Where it stands.</summary>
    public required QueuedMailState State { get; init; }

    /// <summary>Its lane.</summary>
    public QueueLane Lane { get; init; }

    /// <summary>When it was queued.</summary>
    public DateTimeOffset QueuedAt { get; init; }

    /// <summary>When it is due, where it is ready or scheduled.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When trying ends, where it is not settled.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How often it was tried and is counted.</summary>
    public int Attempts { get; init; }

    /// <summary>Its history, the oldest first; what is older than history is kept is not in it.</summary>
    public IReadOnlyList<MailAttempt> History { get; init; } = [];
}
