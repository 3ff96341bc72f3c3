using Leadmetrics.Notifications.Egress;
using Leadmetrics.Notifications.Providers.Smtp.Remedying;
using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Smtp;

/// <summary>One message on its way over one or more transactions, and the one answer that comes of them.</summary>
/// <remarks>
/// States: open (another transaction is to be made) → ended. Each transaction is recorded once, with its result or with what broke it; what broke ends the
/// send. As soon as somebody was accepted nothing is thrown any more, whatever breaks: an exception would have the caller send again to those who were.
/// </remarks>
internal sealed class SplitSend(EmailSubmission submission, RecipientGroups groups, SmtpAccountHint account)
{
    private EmailFailure? _refusal;
    private EmailFailure? _interruption;
    private SmtpReply? _accepting;
    private string? _serverId;

    /// <summary>Whether another transaction is to be made.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>The recipients of the next transaction.</summary>
    public IReadOnlyList<Mailbox> Next() => groups.Next();

    /// <summary>Records what the server said of a transaction.</summary>
    public void Record(SmtpTransactionResult result)
    {
        IsOpen = groups.Record(result);
        if (result.Outcome == SmtpOutcome.Accepted)
        {
            _accepting = result.Reply;
            _serverId ??= result.ServerMessageId;
            return;
        }

        var reply = result.Reply ?? throw new InvalidOperationException("A refused transaction has the reply that refused it.");
        var refusal = SmtpFailureMapper.FromReply(reply, result.Phase, account);
        if (_refusal is null || (_refusal.Outcome == SendOutcome.Rejected && refusal.Outcome == SendOutcome.Deferred)) _refusal = refusal;
    }

    /// <summary>Whether an exception becomes part of the answer; any other one is the caller's own, and nobody was reached.</summary>
    public bool IsKept(Exception broken) => broken is SmtpException or EgressDeniedException || groups.IsAnyAccepted;

    /// <summary>Records what broke a transaction. Ends the send.</summary>
    /// <exception cref="EmailDeliveryException">Nobody was accepted before.</exception>
    public void Record(Exception broken)
    {
        IsOpen = false;
        _interruption = broken switch
        {
            SmtpException smtp => SmtpFailureMapper.Map(smtp, account),
            EgressDeniedException => SmtpFailureMapper.Blocked(),
            EmailMessageException message => SmtpFailureMapper.Interrupted(FailureKind.MessageRejected, message.Message),
            OperationCanceledException => SmtpFailureMapper.Interrupted(FailureKind.Timeout, "Cancelled before all recipients were tried."),

            // The gate is the host's: what it throws may say anything.
            _ => SmtpFailureMapper.Interrupted(FailureKind.Unavailable, "The send was stopped before all recipients were tried."),
        };
        if (broken is SmtpException lost) groups.Record(lost);
        if (!groups.IsAnyAccepted) throw Fail(_interruption, groups.IsAnyKnown ? groups.Results() : [], broken);
    }

    /// <summary>The answer.</summary>
    /// <exception cref="EmailDeliveryException">Nobody was accepted.</exception>
    public EmailSendResult Result()
    {
        var recipients = groups.Results();
        if (groups.IsAnyAccepted)
        {
            return new EmailSendResult
            {
                Outcome = SendOutcome.Accepted,
                MessageId = submission.MessageId,
                Provider = ProviderWords.Smtp,
                Recipients = recipients,
                ServerResponse = groups.ResponseTo(_accepting),
                ProviderMessageId = _serverId,
                Interruption = Completed(_interruption ?? (_refusal is { Phase: not SendPhase.Rcpt } ? _refusal : null)),
            };
        }

        // One recipient that may be taken later makes the whole one for a later try; what is open is told per recipient.
        var failure = _refusal!;
        if (Array.Exists(recipients, recipient => recipient.Outcome == RecipientOutcome.Deferred)) failure = failure with { Outcome = SendOutcome.Deferred };
        throw Fail(failure, recipients, null);
    }

    private EmailFailure? Completed(EmailFailure? failure) =>
        failure is null ? null : failure with { Provider = ProviderWords.Smtp, MessageId = submission.MessageId };

    private EmailDeliveryException Fail(EmailFailure failure, IReadOnlyList<EmailRecipientResult> recipients, Exception? inner) =>
        new(Completed(failure)! with { Recipients = recipients }, inner);
}
