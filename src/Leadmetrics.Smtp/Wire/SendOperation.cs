namespace Leadmetrics.Smtp.Wire;

/// <summary>One transaction on its way: waiting in a pool, then through a connection; and what its caller is told.</summary>
/// <remarks>
/// States: Waiting → Queued → Active → DotSent → Ended. A caller who cancels: Waiting, Queued or Active → Ended at once; DotSent → Detached → Ended,
/// where the end goes to <see cref="SmtpTransaction.Settled"/>. Every change is one compare-and-swap, so a cancellation and the dot cannot both win.
/// Invariant: the final dot (the last octets of the last chunk) is written only after Active → DotSent succeeded; from then on nothing but a whole
/// reply makes the outcome certain, or the server's 421 to something before it and its close.
/// The reader records replies, the writer reads them once they are answered; <see cref="ExpectedReplies"/> orders the two.
/// </remarks>
internal sealed partial class SendOperation
{
    private const int Waiting = 0;
    private const int Queued = 1;
    private const int Active = 2;
    private const int DotSent = 3;
    private const int Detached = 4;
    private const int Ended = 5;

    private readonly TaskCompletionSource<SmtpTransactionResult> _completion;
    private readonly IOperationOwner? _owner;
    private SmtpConnection? _connection;
    private CancellationTokenRegistration _registration;
    private int _state;
    private SmtpTransactionResult? _untold;
    private bool _untoldIsSettled;

    public SendOperation(SmtpTransaction transaction, IOperationOwner? owner = null)
    {
        _completion = new TaskCompletionSource<SmtpTransactionResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        _owner = owner;
        Context = ExecutionContext.Capture();
        Transaction = transaction;
        // Asked here, on the caller's stack: once a connection has it, what the caller's own code throws would be another message's harm.
        Length = transaction.Content.Length;
        Is8Bit = transaction.Content.Is8Bit;
        _rcptReplies = new SmtpReply?[transaction.Recipients.Count];
        _count = _rcptReplies.Length;
    }

    /// <summary>Takes the caller of another one over, which goes to a connection that nobody used before.</summary>
    /// <param name="moved">The other one; it has ended and told nobody.</param>
    public SendOperation(SendOperation moved)
    {
        (_completion, _owner, Context, Transaction) = (moved._completion, moved._owner, moved.Context, moved.Transaction);
        (Length, Is8Bit) = (moved.Length, moved.Is8Bit);
        WantsFresh = true;
        _rcptReplies = new SmtpReply?[Transaction.Recipients.Count];
        _count = _rcptReplies.Length;
    }

    public SmtpTransaction Transaction { get; }

    public long? Length { get; }

    public bool Is8Bit { get; }

    /// <summary>The caller's context, in which what is the caller's own runs; <see langword="null"/> where there is none to be kept.</summary>
    public ExecutionContext? Context { get; }

    public Task<SmtpTransactionResult> Completion => _completion.Task;

    /// <summary>The caller's token.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>Whether it stands in a pool's line for a connection that nobody used before.</summary>
    public bool WantsFresh { get; }

    /// <summary>Whether the connection had been used before, by whoever.</summary>
    public bool IsOnReused { get; set; }

    /// <summary>Its neighbours in a pool's line, while it stands there. The line's.</summary>
    public (SendOperation? Before, SendOperation? Behind, bool Stands) InLine;

    public bool IsWaiting => Volatile.Read(ref _state) == Waiting;

    public bool HasSentDot => Volatile.Read(ref _state) is DotSent or Detached;

    public bool IsEnded => Volatile.Read(ref _state) == Ended;

    public void CancelWith(CancellationToken cancellationToken)
    {
        Token = cancellationToken;
        if (cancellationToken.CanBeCanceled)
        {
            _registration = cancellationToken.UnsafeRegister(static (state, token) => ((SendOperation)state!).Cancel(token), this);
        }
    }

    /// <summary>Binds it to a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <returns><see langword="false"/> where it has ended.</returns>
    public bool TryAssign(SmtpConnection connection)
    {
        _connection = connection;
        return Interlocked.CompareExchange(ref _state, Queued, Waiting) == Waiting;
    }

    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Active, Queued) == Queued;

    public bool TryEnterDotSent() => Interlocked.CompareExchange(ref _state, DotSent, Active) == Active;

    /// <summary>Ends with what the server said.</summary>
    /// <param name="result">The result.</param>
    /// <param name="tellsLater">Whether the caller hears of it by <see cref="TellEnd"/> and not at once.</param>
    public void End(SmtpTransactionResult result, bool tellsLater = false)
    {
        var before = Leave();
        if (!tellsLater) Tell(before, result);
        else if (before != Ended) (_untold, _untoldIsSettled) = (result, before == Detached);
    }

    /// <summary>Tells the caller of an end that was to be told later.</summary>
    public void TellEnd()
    {
        if (_untold is { } untold) Tell(_untoldIsSettled ? Detached : DotSent, untold);
    }

    /// <summary>Ends with what the server said before the end of the message was on its way.</summary>
    /// <param name="result">The result.</param>
    /// <returns><see langword="false"/> where it is: the reply to that counts.</returns>
    public bool TryEndBeforeDot(SmtpTransactionResult result)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Active) != Active) return IsEnded;
        Released();
        Tell(result);
        return true;
    }

    /// <summary>Ends with what broke.</summary>
    /// <param name="exception">What the caller sees.</param>
    public void End(Exception exception)
    {
        var before = Leave();
        if (before == Detached) Settle(Uncertain());
        else if (before == DotSent) Tell(new SmtpException(SmtpFailure.ConnectionLost, SmtpPhase.DotSent, "The end of the message may have left.", innerException: exception) { Recipients = RecipientsOtherwise(SmtpOutcome.Uncertain) });
        else if (before != Ended) Tell(exception);
    }

    /// <summary>Ends because the connection did. A refusal that was already heard in whole is worth more than the loss behind it.</summary>
    /// <param name="fault">What broke.</param>
    /// <param name="wasNotProcessed">Whether the server left with a 421 before it came to this one: then it is not uncertain, whatever was sent.</param>
    public void End(ConnectionFault fault, bool wasNotProcessed = false)
    {
        int before;
        do
        {
            // Not an exchange: one that sends its dot at this moment must not pass for one that did not.
            before = Volatile.Read(ref _state);
            if (before == Ended) return;
        }
        while (Interlocked.CompareExchange(ref _state, Ended, before) != before);

        Released();
        var isUncertain = before is DotSent or Detached && !wasNotProcessed;
        if (!isUncertain && JudgeEnvelope() is { } refusal) Tell(before, refusal);
        else if (before == Detached) Settle(isUncertain ? Uncertain() : new SmtpTransactionResult(SmtpOutcome.Deferred, AwaitedPhase, fault.Reply, RecipientsOtherwise(SmtpOutcome.Deferred)));
        else if (isUncertain) Tell(fault.ToException(SmtpPhase.DotSent, RecipientsOtherwise(SmtpOutcome.Uncertain)));
        else Tell(fault.ToException(AwaitedPhase, HasRecipientReplies ? RecipientsOtherwise(SmtpOutcome.Deferred) : []));
    }

    private void Tell(int before, SmtpTransactionResult result)
    {
        if (before == Detached) Settle(result);
        else if (before != Ended) Tell(result);
    }

    private void Tell(SmtpTransactionResult result)
    {
        if (_owner?.TryMove(this, result, null) == true) return;
        _owner?.Told();
        _completion.SetResult(result);
    }

    private void Tell(Exception exception)
    {
        if (_owner?.TryMove(this, null, exception as SmtpException) == true) return;
        _owner?.Told();
        _completion.SetException(exception);
    }

    private int Leave()
    {
        var before = Interlocked.Exchange(ref _state, Ended);
        if (before != Ended) Released();
        return before;
    }

    private void Released()
    {
        // Not Dispose: that would wait for a cancellation that may be the one that ends us.
        _registration.Unregister();
        _connection?.Left(this);
    }

    // A task of its own, in the caller's context: whatever it throws stays in that task and never reaches the connection.
    private void Settle(SmtpTransactionResult result)
    {
        if (Transaction.Settled is not { } settled) return;
        if (Context is { } context) ExecutionContext.Run(context, _ => Begin(), null);
        else Begin();

        void Begin() => _ = Task.Run(() => settled(result));
    }

    private void Cancel(CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = Volatile.Read(ref _state);
            switch (before)
            {
                case DotSent when Interlocked.CompareExchange(ref _state, Detached, DotSent) == DotSent:
                    _owner?.Told();
                    _completion.SetException(new SmtpException(SmtpFailure.Cancelled, SmtpPhase.DotSent, "Cancelled after the final dot had left: the server may have taken the message.")
                    {
                        Recipients = RecipientsOtherwise(SmtpOutcome.Uncertain),
                    });
                    return;
                case Detached or Ended:
                    return;
                case Waiting or Queued or Active when Interlocked.CompareExchange(ref _state, Ended, before) == before:
                    if (before == Waiting) _owner?.Forget(this);
                    else if (before == Active) _connection!.CancelledUnderWay(this);
                    if (before != Waiting) _connection!.Left(this);
                    _owner?.Told();
                    _completion.SetCanceled(cancellationToken);
                    return;
            }
        }
    }
}
