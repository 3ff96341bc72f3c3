using Leadmetrics.Smtp;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>One message on its way over as many requests as its recipients make necessary, and the one answer that comes of them.</summary>
/// <remarks>
/// States: open (a request for the next group is to be made) → ended. A request is taken or refused as a whole, so its recipients are settled together, and nobody is in two
/// groups. A verdict on recipients (the sandbox) ends their group alone; one on the message or the account holds for those whom no request has carried yet, too, and what
/// breaks leaves them open. As soon as somebody was accepted nothing is thrown any more: an exception would have the caller send again to those who were.
/// </remarks>
internal sealed class SesDelivery(EmailSubmission submission)
{
    private const int MaxRecipients = 50;

    private readonly List<EmailRecipientResult> _known = new(submission.Recipients.Count);
    private EmailFailure? _failure;
    private ServerResponse? _accepting;
    private string? _id;
    private bool _hasEnded;

    private bool IsAnyAccepted => _accepting is not null;

    /// <summary>The recipients of the next request; <see langword="null"/>: there is none to be made.</summary>
    public IReadOnlyList<Mailbox>? Next()
    {
        if (_hasEnded || _known.Count == submission.Recipients.Count) return null;
        return _known.Count == 0 && submission.Recipients.Count <= MaxRecipients ? submission.Recipients : [.. submission.Recipients.Skip(_known.Count).Take(MaxRecipients)];
    }

    /// <summary>Records that a request was taken.</summary>
    public void Accepted(IReadOnlyList<Mailbox> group, ServerResponse response, string? id)
    {
        Settle(group, RecipientOutcome.Accepted, response);
        _accepting = response;
        _id ??= id;
    }

    /// <summary>Whether an exception becomes part of the answer; any other one is the caller's own, and nobody was reached.</summary>
    public bool IsKept(Exception broken) => broken is EmailDeliveryException || IsAnyAccepted;

    /// <summary>Records what came instead of an acceptance.</summary>
    public void Failed(IReadOnlyList<Mailbox> group, Exception broken)
    {
        var failure = broken switch
        {
            EmailDeliveryException failed => failed.Failure,
            EmailMessageException message => Interrupted(FailureKind.MessageRejected, message.Message),
            OperationCanceledException => Interrupted(FailureKind.Timeout, "Cancelled before all recipients were tried."),

            // The gate is the host's: what it throws may say anything.
            _ => Interrupted(FailureKind.Unavailable, "The send was stopped before all recipients were tried."),
        };
        var outcome = failure.Outcome switch
        {
            SendOutcome.Rejected => RecipientOutcome.Rejected,
            SendOutcome.Uncertain => RecipientOutcome.Uncertain,
            _ => RecipientOutcome.Deferred,
        };
        Settle(group, outcome, failure.Response);
        if (_failure is null || failure.Kind != FailureKind.RecipientRejected) _failure = failure;
        if (failure.Kind == FailureKind.RecipientRejected) return;
        _hasEnded = true;
        var isVerdict = failure.Outcome == SendOutcome.Rejected;
        Settle(submission.Recipients.Skip(_known.Count).ToArray(), isVerdict ? RecipientOutcome.Rejected : RecipientOutcome.Deferred, isVerdict ? failure.Response : null);
    }

    /// <summary>The answer.</summary>
    /// <exception cref="EmailDeliveryException">Nobody was accepted.</exception>
    public EmailSendResult Result()
    {
        if (!IsAnyAccepted)
        {
            // Judged apart only where there was more than one request to make.
            var failure = _failure! with { MessageId = submission.MessageId };
            throw new EmailDeliveryException(_known.Count > MaxRecipients ? failure with { Recipients = _known } : failure);
        }

        return new EmailSendResult
        {
            Outcome = SendOutcome.Accepted,
            MessageId = submission.MessageId,
            Provider = ProviderWords.Ses,
            ProviderMessageId = _id,
            ServerResponse = _accepting,
            Recipients = _known,
            Interruption = _failure is { Kind: not FailureKind.RecipientRejected } interruption ? interruption with { MessageId = submission.MessageId } : null,
        };
    }

    private static EmailFailure Interrupted(FailureKind kind, string sentence) =>
        new() { Kind = kind, Phase = SendPhase.Data, Outcome = SendOutcome.Deferred, Message = sentence, Provider = ProviderWords.Ses };

    private void Settle(IReadOnlyList<Mailbox> recipients, RecipientOutcome outcome, ServerResponse? response) =>
        _known.AddRange(recipients.Select(recipient => new EmailRecipientResult(recipient.ToString(), outcome, response)));
}
