namespace Leadmetrics.Notifications;

/// <summary>A message that reached nobody, with what is known of why.</summary>
public sealed class EmailDeliveryException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="failure">The facts.</param>
    /// <param name="innerException">The cause below, where there was one.</param>
    public EmailDeliveryException(EmailFailure failure, Exception? innerException = null)
        : base((failure ?? throw new ArgumentNullException(nameof(failure))).Message, innerException) => Failure = failure;

    /// <summary>The facts, as <c>TrySendAsync</c> gives them.</summary>
    public EmailFailure Failure { get; }

    /// <summary>Why.</summary>
    public FailureKind Kind => Failure.Kind;

    /// <summary>How far the send had come.</summary>
    public SendPhase Phase => Failure.Phase;

    /// <summary><see cref="SendOutcome.Rejected"/>, <see cref="SendOutcome.Deferred"/> or <see cref="SendOutcome.Uncertain"/>.</summary>
    public SendOutcome Outcome => Failure.Outcome;

    /// <summary>Whether a later try is safe and may succeed; never where the outcome is <see cref="SendOutcome.Uncertain"/>.</summary>
    public bool IsTransient => Failure.IsTransient;

    /// <summary>How long to wait before a later try, where the server or a limit says so.</summary>
    public TimeSpan? RetryAfter => Failure.RetryAfter;

    /// <summary>The SMTP reply code or the HTTP status.</summary>
    public int? Code => Failure.Response?.Code;

    /// <summary>The enhanced status code, for example <c>5.7.8</c>.</summary>
    public string? EnhancedCode => Failure.Response?.EnhancedCode;

    /// <summary>What a tenant admin can do about it, where that is known.</summary>
    public Remedy? Remedy => Failure.Remedy;
}
