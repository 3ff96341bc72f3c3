namespace Leadmetrics.Smtp.Wire;

/// <summary>One transaction on its way through a connection, and what its caller is told.</summary>
/// <remarks>
/// States: Queued → Active → DotSent → Ended. A caller who cancels: Queued or Active → Ended at once; DotSent → Detached → Ended,
/// where the end goes to <see cref="SmtpTransaction.Settled"/>. Every change is one compare-and-swap, so a cancellation and the dot cannot both win.
/// Invariant: the final dot is written only after Active → DotSent succeeded; from then on nothing but a whole reply makes the outcome certain.
/// The reader records replies, the writer reads them once they are answered; <see cref="ExpectedReplies"/> orders the two.
/// </remarks>
internal sealed class SendOperation
{
    private const int Queued = 0;
    private const int Active = 1;
    private const int DotSent = 2;
    private const int Detached = 3;
    private const int Ended = 4;

    private readonly TaskCompletionSource<SmtpTransactionResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SmtpConnection _connection;
    private readonly SmtpReply?[] _rcptReplies;
    private CancellationTokenRegistration _registration;
    private SmtpReply? _mailReply;
    private SmtpReply? _dataReply;
    private int _rcptAnswered;
    private int _rcptAccepted;
    private int _state;

    public SendOperation(SmtpConnection connection, SmtpTransaction transaction)
    {
        _connection = connection;
        Context = ExecutionContext.Capture();
        Transaction = transaction;
        _rcptReplies = new SmtpReply?[transaction.Recipients.Count];
    }

    public SmtpTransaction Transaction { get; }

    /// <summary>The caller's context, in which what is the caller's own runs; <see langword="null"/> where there is none to be kept.</summary>
    public ExecutionContext? Context { get; private set; }

    public Task<SmtpTransactionResult> Completion => _completion.Task;

    public bool HasSentDot => Volatile.Read(ref _state) is DotSent or Detached;

    public bool IsEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>Whether the server has answered anything of this transaction: until then it may move to another connection at no cost.</summary>
    public bool HasReplies => _mailReply is not null;

    public bool HasRecipients => _rcptAccepted > 0;

    public bool MailAccepted => _mailReply is { IsPositive: true };

    public bool DataAccepted => _dataReply is { IsIntermediate: true };

    public void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((SendOperation)state!).Cancel(token), this);
        }
    }

    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Active, Queued) == Queued;

    public bool TryEnterDotSent() => Interlocked.CompareExchange(ref _state, DotSent, Active) == Active;

    /// <summary>Lets go of the caller's context: nothing of the caller's will be called any more.</summary>
    public void Forget() => Context = null;

    public void Record(ReplyTo to, int recipient, SmtpReply reply)
    {
        switch (to)
        {
            case ReplyTo.Mail:
                _mailReply = reply;
                break;
            case ReplyTo.Rcpt:
                _rcptReplies[recipient] = reply;
                _rcptAnswered++;
                if (reply.IsPositive) _rcptAccepted++;
                break;
            default:
                _dataReply = reply;
                break;
        }
    }

    /// <summary>Judges the envelope once no further reply to it can change the answer.</summary>
    /// <returns>The refusal, by the first negative reply; <see langword="null"/> where there is none (yet).</returns>
    public SmtpTransactionResult? JudgeEnvelope()
    {
        if (_mailReply is { IsPositive: false }) return ResultOf(SmtpPhase.Mail, _mailReply);
        if (_rcptAnswered == _rcptReplies.Length && _rcptAccepted == 0) return ResultOfRefusedRecipients();
        return _dataReply is { IsIntermediate: false } ? ResultOf(SmtpPhase.Data, _dataReply) : null;
    }

    /// <summary>Judges the message by the reply to its dot, or by one that came before the dot was sent.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="phase">Where it was decided.</param>
    /// <returns>The result.</returns>
    public SmtpTransactionResult ResultOf(SmtpPhase phase, SmtpReply reply)
    {
        var outcome = OutcomeOf(reply);
        var recipients = new SmtpRecipientResult[_rcptReplies.Length];
        for (var i = 0; i < recipients.Length; i++)
        {
            // Behind a refused MAIL every reply to RCPT is a consequence.
            var own = phase == SmtpPhase.Mail || _rcptReplies[i] is not { IsPositive: false } refusal ? reply : refusal;
            recipients[i] = new SmtpRecipientResult(Transaction.Recipients[i], ReferenceEquals(own, reply) ? outcome : OutcomeOf(own), own);
        }

        return new SmtpTransactionResult(outcome, phase, reply, recipients) { ServerMessageId = outcome == SmtpOutcome.Accepted ? ServerMessageIds.Find(reply) : null };
    }

    /// <summary>Ends with what the server said.</summary>
    /// <param name="result">The result.</param>
    public void End(SmtpTransactionResult result)
    {
        switch (Leave())
        {
            case Ended:
                return;
            case Detached:
                _connection.Left(this);
                Settle(result);
                return;
            default:
                _connection.Left(this);
                _completion.SetResult(result);
                return;
        }
    }

    /// <summary>Ends with what broke.</summary>
    /// <param name="exception">What the caller sees.</param>
    public void End(Exception exception)
    {
        switch (Leave())
        {
            case Ended:
                return;
            case Detached:
                _connection.Left(this);
                Settle(Uncertain());
                return;
            default:
                _connection.Left(this);
                _completion.SetException(exception);
                return;
        }
    }

    /// <summary>Ends because the connection did. A refusal that was already heard in whole is worth more than the loss behind it.</summary>
    /// <param name="fault">What broke.</param>
    /// <param name="awaited">What the server owed first.</param>
    public void End(ConnectionFault fault, SmtpPhase awaited)
    {
        if (!HasSentDot && JudgeEnvelope() is { } refusal) End(refusal);
        else if (HasSentDot) End(fault.ToException(SmtpPhase.DotSent, RecipientsOtherwise(SmtpOutcome.Uncertain)));
        else End(fault.ToException(awaited, _rcptAnswered > 0 ? RecipientsOtherwise(SmtpOutcome.Deferred) : []));
    }

    // A 503 says that the commands came in the wrong order: it never rejects anybody.
    private static SmtpOutcome OutcomeOf(SmtpReply reply) =>
        reply.IsPositive ? SmtpOutcome.Accepted : reply.IsPermanentNegative && reply.Code != 503 ? SmtpOutcome.Rejected : SmtpOutcome.Deferred;

    private SmtpTransactionResult Uncertain() => new(SmtpOutcome.Uncertain, SmtpPhase.DotSent, null, RecipientsOtherwise(SmtpOutcome.Uncertain));

    // Those whom RCPT refused stay refused, whatever became of the message.
    private SmtpRecipientResult[] RecipientsOtherwise(SmtpOutcome outcome)
    {
        var recipients = new SmtpRecipientResult[_rcptReplies.Length];
        for (var i = 0; i < recipients.Length; i++)
        {
            var refused = _rcptReplies[i] is { IsPositive: false } reply ? reply : null;
            recipients[i] = new SmtpRecipientResult(Transaction.Recipients[i], refused is null ? outcome : OutcomeOf(refused), refused);
        }

        return recipients;
    }

    // One recipient to be tried later is enough for the message to be tried later.
    private SmtpTransactionResult ResultOfRefusedRecipients()
    {
        var decisive = Array.Find(_rcptReplies, static reply => OutcomeOf(reply!) == SmtpOutcome.Deferred) ?? _rcptReplies[0]!;
        return ResultOf(SmtpPhase.Rcpt, decisive);
    }

    // A task of its own, in the caller's context: whatever it throws stays in that task and never reaches the connection.
    private void Settle(SmtpTransactionResult result)
    {
        if (Transaction.Settled is not { } settled) return;
        if (Context is { } context) ExecutionContext.Run(context, _ => Begin(), null);
        else Begin();

        void Begin() => _ = Task.Run(() => settled(result));
    }

    private int Leave()
    {
        var before = Interlocked.Exchange(ref _state, Ended);
        // Not Dispose: that would wait for a cancellation that may be the one that ends us.
        if (before != Ended) _registration.Unregister();
        return before;
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Detached, DotSent) == DotSent)
        {
            _completion.SetException(new SmtpException(SmtpFailure.Cancelled, SmtpPhase.DotSent, "Cancelled after the final dot had left: the server may have taken the message.")
            {
                Recipients = RecipientsOtherwise(SmtpOutcome.Uncertain),
            });
            return;
        }

        var before = Volatile.Read(ref _state);
        while (before is Queued or Active)
        {
            var seen = Interlocked.CompareExchange(ref _state, Ended, before);
            if (seen != before)
            {
                before = seen;
                continue;
            }

            // What has begun cannot be taken back but by closing: the server must never see an end to it.
            if (before == Active) _connection.Abandon();
            _connection.Left(this);
            _completion.SetCanceled(cancellationToken);
            return;
        }

        if (before == DotSent) Cancel(cancellationToken);
    }
}
