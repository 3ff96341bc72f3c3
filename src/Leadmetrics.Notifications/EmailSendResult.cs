namespace Leadmetrics.Notifications;

/// <summary>What came of a send.</summary>
public sealed record EmailSendResult
{
    /// <summary>What came of it; <see cref="SendOutcome.Accepted"/> where at least one recipient was.</summary>
    public required SendOutcome Outcome { get; init; }

    /// <summary>The Message-ID of the message, without angle brackets; <see langword="null"/> only where the send ended before one was minted.</summary>
    public required string? MessageId { get; init; }

    /// <summary>The provider's word, <c>smtp</c>, <c>sendgrid</c> or <c>ses</c>; <see langword="null"/> where none was reached.</summary>
    public required string? Provider { get; init; }

    /// <summary>One entry a recipient, in the order To, Cc, Bcc, each address once.</summary>
    public IReadOnlyList<EmailRecipientResult> Recipients { get; init; } = [];

    /// <summary>The server's last word on the message.</summary>
    public ServerResponse? ServerResponse { get; init; }

    /// <summary>The provider's own id of the message (SendGrid's <c>X-Message-Id</c>, the id in a server's final 250), where it names one; of several SMTP transactions the first's.</summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>
    /// What ended a send over several SMTP transactions before every recipient was settled, where somebody had been accepted by then; <see cref="Recipients"/> tells who is open.
    /// </summary>
    /// <value><see langword="null"/> where nothing did.</value>
    public EmailFailure? Interruption { get; init; }

    /// <summary>Why nobody was reached; <see langword="null"/> where somebody was.</summary>
    public EmailFailure? Failure { get; init; }
}
