using Leadmetrics.Notifications.Queue.Storing;

namespace Leadmetrics.Notifications.Queue;

/// <summary>A mail that is not tried any more.</summary>
public sealed record DeadLetter
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its Message-ID, without angle brackets.</summary>
    public required string MessageId { get; init; }

    /// <summary>Why.</summary>
    public required DeadReason Reason { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset DiedAt { get; init; }

    /// <summary>How often it was tried and is counted.</summary>
    public int Attempts { get; init; }

    /// <summary>What the last try failed of.</summary>
    public FailureKind? Kind { get; init; }

    /// <summary>The server's last reply code.</summary>
    public int? Code { get; init; }

    /// <summary>The server's words or ours, at most 200 characters.</summary>
    public string? Text { get; init; }

    /// <summary>Its place among dead letters.</summary>
    public DeadLetterCursor Cursor => new(DiedAt, Id);
}
