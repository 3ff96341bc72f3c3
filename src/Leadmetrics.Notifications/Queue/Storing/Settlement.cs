namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>What a worker says of a mail that it holds. Where the hold was lost nothing is written.</summary>
public sealed record Settlement
{
    /// <summary>The hold.</summary>
    public required MailLease Lease { get; init; }

    /// <summary>What becomes of it.</summary>
    public required SettlementKind Kind { get; init; }

    /// <summary>For <see cref="SettlementKind.Retry"/> and <see cref="SettlementKind.Release"/>: when it is due again, from the database's now.</summary>
    public TimeSpan DueIn { get; init; }

    /// <summary>For <see cref="SettlementKind.Retry"/> and <see cref="SettlementKind.Hold"/>: the recipients that are still open; <see langword="null"/>: as before.</summary>
    public IReadOnlyList<string>? Open { get; init; }

    /// <summary>For <see cref="SettlementKind.Retry"/>: the account that the mail keeps to from now on; <see langword="null"/>: as before.</summary>
    public string? Pinned { get; init; }

    /// <summary>For <see cref="SettlementKind.Bury"/>: why.</summary>
    public DeadReason? Reason { get; init; }

    /// <summary>What the try came to; <see langword="null"/> for <see cref="SettlementKind.Release"/>.</summary>
    public MailAttempt? Attempt { get; init; }
}
