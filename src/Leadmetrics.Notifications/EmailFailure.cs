namespace Leadmetrics.Notifications;

/// <summary>The facts of a send that reached nobody: the same in <see cref="EmailDeliveryException"/> and as a value.</summary>
public sealed record EmailFailure
{
    /// <summary>Why.</summary>
    public required FailureKind Kind { get; init; }

    /// <summary>How far it had come.</summary>
    public required SendPhase Phase { get; init; }

    /// <summary><see cref="SendOutcome.Rejected"/>, <see cref="SendOutcome.Deferred"/> or <see cref="SendOutcome.Uncertain"/>.</summary>
    public required SendOutcome Outcome { get; init; }

    /// <summary>One sentence; holds no secret and no address of a machine.</summary>
    public required string Message { get; init; }

    /// <summary>Whether a later try is safe and may succeed: exactly where the outcome is <see cref="SendOutcome.Deferred"/>.</summary>
    public bool IsTransient => Outcome == SendOutcome.Deferred;

    /// <summary>How long to wait before a later try, where the server or a limit says so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What the server said, where it said something.</summary>
    public ServerResponse? Response { get; init; }

    /// <summary>What a tenant admin can do about it, where that is known.</summary>
    public Remedy? Remedy { get; init; }

    /// <summary>The provider that was tried last, for example <c>smtp</c>; <see langword="null"/> where none was.</summary>
    public string? Provider { get; init; }

    /// <summary>The Message-ID of the message, without angle brackets; <see langword="null"/> where none was minted yet.</summary>
    public string? MessageId { get; init; }

    /// <summary>One entry a recipient, where they were judged apart.</summary>
    public IReadOnlyList<EmailRecipientResult> Recipients { get; init; } = [];
}
