namespace Leadmetrics.Smtp;

/// <summary>What the server said of one message.</summary>
public sealed class SmtpTransactionResult
{
    /// <summary>Makes a result.</summary>
    /// <param name="outcome"><see cref="SmtpOutcome.Accepted"/> where at least one recipient was.</param>
    /// <param name="phase">Where it was decided; <see cref="SmtpPhase.Replied"/> for a reply to the final dot.</param>
    /// <param name="reply">The reply that decided.</param>
    /// <param name="recipients">One entry a recipient, in the transaction's order.</param>
    public SmtpTransactionResult(SmtpOutcome outcome, SmtpPhase phase, SmtpReply? reply, IReadOnlyList<SmtpRecipientResult> recipients)
    {
        ArgumentNullException.ThrowIfNull(recipients);
        Outcome = outcome;
        Phase = phase;
        Reply = reply;
        Recipients = recipients;
    }

    /// <summary>What came of the message.</summary>
    public SmtpOutcome Outcome { get; }

    /// <summary>Where it was decided.</summary>
    public SmtpPhase Phase { get; }

    /// <summary>The reply that decided.</summary>
    public SmtpReply? Reply { get; }

    /// <summary>One entry a recipient, in the transaction's order.</summary>
    public IReadOnlyList<SmtpRecipientResult> Recipients { get; }

    /// <summary>The id that the server named in its final 250, where one can be told.</summary>
    public string? ServerMessageId { get; init; }

    /// <summary>
    /// Whether the refusal may only be a consequence of another message's on the same connection, or of the server's leaving: it counts as
    /// <see cref="SmtpOutcome.Deferred"/>. A pool has tried such a message once more, alone, and never returns one of these.
    /// </summary>
    public bool IsProvisional { get; init; }

    /// <summary>Whether the server took the message by its reply to the final dot although it had refused the sender, or all recipients, before: worth an operator's look.</summary>
    public bool AcceptedAgainstRefusal { get; init; }
}
