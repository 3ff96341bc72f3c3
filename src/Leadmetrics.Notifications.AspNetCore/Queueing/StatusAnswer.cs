namespace Leadmetrics.Notifications.AspNetCore.Queueing;

/// <summary>How a tenant's queue stands.</summary>
internal sealed record StatusAnswer
{
    /// <summary>All that are not settled: ready, scheduled and with workers.</summary>
    public required long Pending { get; init; }

    public required long Ready { get; init; }

    public required long Scheduled { get; init; }

    public required long Sending { get; init; }

    public required long Held { get; init; }

    /// <summary>Sent in the last 24 hours.</summary>
    public required long Sent { get; init; }

    /// <summary>Become dead letters in the last 24 hours.</summary>
    public required long Failed { get; init; }

    /// <summary>Dead letters that are kept.</summary>
    public required long Dead { get; init; }

    /// <summary>Sent in the last 60 minutes.</summary>
    public required long SentCountThisHour { get; init; }

    public required long FailedThisHour { get; init; }

    /// <summary>The limit of the account that the next mail goes through; <see langword="null"/>: it has none, or there is no account.</summary>
    public required int? MaxPerHour { get; init; }

    public required double? OldestReadySeconds { get; init; }

    public required bool Paused { get; init; }
}
