namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>An account that is not called for the time being.</summary>
public sealed record Breaker
{
    /// <summary>Which account.</summary>
    public required AccountKey Account { get; init; }

    /// <summary>The version of the row that it was opened over: an edited row is tried at once. 0 where the account is no row.</summary>
    public required long Version { get; init; }

    /// <summary>Why.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>How often in a row it was opened.</summary>
    public required int Step { get; init; }

    /// <summary>How long until one mail may try again, from the store's now; zero or less: one may. <see langword="null"/>: only once the row is edited.</summary>
    public required TimeSpan? RetryIn { get; init; }

    /// <summary>Why in words, at most 200 characters.</summary>
    public string? Text { get; init; }

    /// <summary>Since when.</summary>
    public DateTimeOffset OpenedAt { get; init; }
}
