namespace Leadmetrics.Smtp.Wire;

// What the server said of a transaction, and what that makes of it.
internal sealed partial class SendOperation
{
    private readonly SmtpReply?[] _rcptReplies;
    private int _count;
    private SmtpReply? _rsetReply;
    private SmtpReply? _mailReply;
    private SmtpReply? _dataReply;
    private SmtpReply? _chunkReply;
    private int _rcptAnswered;
    private int _rcptAccepted;

    /// <summary>How many recipients travel in this transaction: all, or as many as the server takes at once (LIMITS RCPTMAX, RFC 9422).</summary>
    public int Count
    {
        get => _count;
        set => _count = Math.Min(value, _rcptReplies.Length);
    }

    /// <summary>Whether its content travels in chunks (BDAT).</summary>
    public bool UsesChunks { get; set; }

    /// <summary>Whether its envelope is on the wire.</summary>
    public bool HasEnvelope { get; set; }

    /// <summary>Whether its envelope left while the end of the message before it was not known.</summary>
    public bool IsSpeculative { get; set; }

    /// <summary>Whether the message before it turned out not to be accepted, or the server was about to leave: what a server says to this one then may only be a consequence.</summary>
    public bool IsBehindFailure { get; set; }

    /// <summary>Number of the first reply to the envelope.</summary>
    public long FirstReply { get; set; }

    /// <summary>Number of the last reply to the envelope.</summary>
    public long LastReply { get; set; }

    /// <summary>Whether the server has answered anything of this transaction: until then it may move to another connection at no cost.</summary>
    public bool HasReplies => _mailReply is not null;

    public bool HasRecipients => _rcptAccepted > 0;

    public bool MailAccepted => _mailReply is { IsPositive: true };

    public bool HasRefusedChunk => _chunkReply is not null;

    public bool DataAccepted => _dataReply is { IsIntermediate: true };

    /// <summary>A server that takes no commands behind a dot answers them with 503, and none of them was processed.</summary>
    public bool WasNotProcessed => IsSpeculative && (_rsetReply is { IsPositive: false } || _mailReply is { Code: 503 });

    /// <summary>What the server is to answer next, before the dot.</summary>
    public SmtpPhase AwaitedPhase => _mailReply is null ? SmtpPhase.Mail : _rcptAnswered < _count ? SmtpPhase.Rcpt : SmtpPhase.Data;

    private bool HasRecipientReplies => _rcptAnswered > 0;

    public void Record(ReplyTo to, int recipient, SmtpReply reply)
    {
        switch (to)
        {
            case ReplyTo.Rset:
                _rsetReply = reply;
                break;
            case ReplyTo.Mail:
                _mailReply = reply;
                break;
            case ReplyTo.Rcpt:
                _rcptReplies[recipient] = reply;
                _rcptAnswered++;
                if (reply.IsPositive) _rcptAccepted++;
                break;
            case ReplyTo.Chunk:
                if (!reply.IsPositive) _chunkReply ??= reply;
                break;
            default:
                _dataReply = reply;
                break;
        }
    }

    /// <summary>Forgets what was said to an envelope that was not processed: it will be said again.</summary>
    public void StartOver()
    {
        (_rsetReply, _mailReply, _dataReply) = (null, null, null);
        (_rcptAnswered, _rcptAccepted) = (0, 0);
        Array.Clear(_rcptReplies);
        HasEnvelope = IsSpeculative = IsBehindFailure = false;
    }

    /// <summary>Judges the envelope once no further reply to it can change the answer.</summary>
    /// <returns>The refusal, by the first negative reply; <see langword="null"/> where there is none (yet).</returns>
    public SmtpTransactionResult? JudgeEnvelope()
    {
        if (_mailReply is { IsPositive: false }) return ResultOf(SmtpPhase.Mail, _mailReply);
        if (_rcptAnswered == _count && _rcptAccepted == 0) return ResultOfRefusedRecipients();
        return _dataReply is { IsIntermediate: false } ? ResultOf(SmtpPhase.Data, _dataReply) : null;
    }

    /// <summary>Judges the message by the reply to its end: a good one counts whatever was said before; else the first negative one decides.</summary>
    /// <param name="reply">The reply to the final dot or the last chunk.</param>
    /// <returns>The result.</returns>
    public SmtpTransactionResult JudgeEnd(SmtpReply reply)
    {
        if (reply.IsPositive) return ResultOf(SmtpPhase.Replied, reply);
        return JudgeEnvelope() ?? (_chunkReply is null ? ResultOf(SmtpPhase.Replied, reply) : ResultOf(SmtpPhase.Data, _chunkReply));
    }

    /// <summary>The result of a reply.</summary>
    /// <param name="phase">Where it was decided.</param>
    /// <param name="reply">The reply that decides.</param>
    /// <param name="isProvisional">Whether it is to be heard again before it counts.</param>
    /// <returns>The result.</returns>
    public SmtpTransactionResult ResultOf(SmtpPhase phase, SmtpReply reply, bool isProvisional = false)
    {
        isProvisional |= IsBehindFailure && (reply.IsPermanentNegative || (_rcptAccepted == 0 && Array.Exists(_rcptReplies, static rcpt => rcpt is { IsPermanentNegative: true })));
        var outcome = isProvisional ? SmtpOutcome.Deferred : OutcomeOf(reply);
        var recipients = new SmtpRecipientResult[_rcptReplies.Length];
        for (var i = 0; i < recipients.Length; i++)
        {
            // Behind a refused MAIL every reply to RCPT is a consequence; and a server that took the message took it for those it had refused.
            var own = phase == SmtpPhase.Mail || (reply.IsPositive && _rcptAccepted == 0) || _rcptReplies[i] is not { IsPositive: false } refusal ? reply : refusal;
            recipients[i] = i >= _count && phase != SmtpPhase.Mail
                ? new SmtpRecipientResult(Transaction.Recipients[i], SmtpOutcome.Deferred, null)
                : new SmtpRecipientResult(Transaction.Recipients[i], isProvisional || ReferenceEquals(own, reply) ? outcome : OutcomeOf(own), own);
        }

        return new SmtpTransactionResult(outcome, phase, reply, recipients)
        {
            ServerMessageId = outcome == SmtpOutcome.Accepted ? ServerMessageIds.Find(reply) : null,
            IsProvisional = isProvisional,
            AcceptedAgainstRefusal = outcome == SmtpOutcome.Accepted && JudgeEnvelope() is not null,
        };
    }

    // A 503 says that the commands came in the wrong order: it never rejects anybody.
    private static SmtpOutcome OutcomeOf(SmtpReply reply) =>
        reply.IsPositive ? SmtpOutcome.Accepted : reply.IsPermanentNegative && reply.Code != 503 ? SmtpOutcome.Rejected : SmtpOutcome.Deferred;

    private SmtpTransactionResult Uncertain() => new(SmtpOutcome.Uncertain, SmtpPhase.DotSent, null, RecipientsOtherwise(SmtpOutcome.Uncertain));

    // Those whom RCPT refused stay refused, whatever became of the message; those who were not in the transaction stay open.
    private SmtpRecipientResult[] RecipientsOtherwise(SmtpOutcome outcome)
    {
        var recipients = new SmtpRecipientResult[_rcptReplies.Length];
        for (var i = 0; i < recipients.Length; i++)
        {
            var refused = _rcptReplies[i] is { IsPositive: false } reply ? reply : null;
            recipients[i] = new SmtpRecipientResult(Transaction.Recipients[i], refused is not null ? OutcomeOf(refused) : i < _count ? outcome : SmtpOutcome.Deferred, refused);
        }

        return recipients;
    }

    // One recipient to be tried later is enough for the message to be tried later.
    private SmtpTransactionResult ResultOfRefusedRecipients()
    {
        var answered = _rcptReplies.AsSpan(0, _count);
        foreach (var reply in answered)
        {
            if (OutcomeOf(reply!) == SmtpOutcome.Deferred) return ResultOf(SmtpPhase.Rcpt, reply!);
        }

        return ResultOf(SmtpPhase.Rcpt, answered[0]!);
    }
}
