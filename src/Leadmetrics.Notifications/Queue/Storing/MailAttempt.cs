namespace Leadmetrics.Notifications.Queue.Storing;

/// <summary>One try of a mail, as its history keeps it.</summary>
public sealed record MailAttempt
{
    /// <summary>The last outcome that counts as a try: those behind it tell of a worker that was lost, of the end of trying, or of what was done by hand.</summary>
    public const AttemptOutcome LastCounted = AttemptOutcome.Uncertain;

    /// <summary>What came of it.</summary>
    public required AttemptOutcome Outcome { get; init; }

    /// <summary>When it ended, by the database's clock.</summary>
    /// <value>A store sets it; what a worker says is not used.</value>
    public DateTimeOffset At { get; init; }

    /// <summary>Under which fence.</summary>
    /// <value>A store sets it.</value>
    public long Fence { get; init; }

    /// <summary>The worker, 1 to 64 characters.</summary>
    /// <value>A store sets it.</value>
    public string Worker { get; init; } = "";

    /// <summary>The account, for example <c>row:</c> and an id, or <c>platform</c>; <see langword="null"/> where none was called.</summary>
    public string? Account { get; init; }

    /// <summary>The provider's word; <see langword="null"/> where none was called.</summary>
    public string? Provider { get; init; }

    /// <summary>Why it failed; <see langword="null"/> where it did not.</summary>
    public FailureKind? Kind { get; init; }

    /// <summary>How far it came; <see langword="null"/> where it did not fail.</summary>
    public SendPhase? Phase { get; init; }

    /// <summary>The server's reply code.</summary>
    public int? Code { get; init; }

    /// <summary>The server's enhanced status code, at most 16 characters.</summary>
    public string? EnhancedCode { get; init; }

    /// <summary>The server's words or ours, at most 200 characters.</summary>
    public string? Text { get; init; }

    /// <summary>The provider's own id of the message, at most 255 characters.</summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>What came of each recipient, where they were judged apart.</summary>
    public IReadOnlyList<EmailRecipientResult> Recipients { get; init; } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}
