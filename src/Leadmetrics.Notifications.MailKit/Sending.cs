using System.Runtime.ExceptionServices;
using Leadmetrics.Smtp;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Notifications.MailKit;

/// <summary>One transaction on its way, what the server said of it, and what its caller is told.</summary>
/// <remarks>
/// States: Active → DotSent → Ended. A caller who cancels: Active → Ended at once; DotSent → Detached → Ended, where the end goes to
/// <see cref="SmtpTransaction.Settled"/>. Every change is one compare-and-swap, so a cancellation and the dot cannot both win. Invariant: MailKit is let go on
/// to the dot only after Active → DotSent; from the first write behind that nothing but a whole reply makes the outcome certain.
/// </remarks>
internal sealed class Sending : IDisposable
{
    private const int Active = 0;
    private const int DotSent = 1;
    private const int Detached = 2;
    private const int Ended = 3;

    private readonly TaskCompletionSource<SmtpTransactionResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExecutionContext? _context = ExecutionContext.Capture();
    private readonly CancellationTokenSource _abandon = new();
    private readonly CancellationTokenRegistration _registration;
    private readonly List<SmtpReply> _rcpt = [];
    private readonly int[] _places;
    private readonly int _asked;
    private WireStream? _wire;
    private SmtpReply? _mail;
    private SmtpReply? _data;
    private SmtpReply? _dot;
    private int _state;
    private long _writesAtDot;

    public Sending(SmtpTransaction transaction, CancellationToken cancellationToken)
    {
        Transaction = transaction;
        Pump = new ContentPump(transaction.Content);

        // MailKit says RCPT once for addresses that differ in case alone: they share its answer.
        var sent = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        _places = new int[transaction.Recipients.Count];
        for (var i = 0; i < _places.Length; i++)
        {
            var address = transaction.Recipients[i].ToString();
            if (!sent.TryGetValue(address, out _places[i])) sent.Add(address, _places[i] = sent.Count);
        }

        _asked = sent.Count;
        _registration = cancellationToken.UnsafeRegister(static (state, token) => ((Sending)state!).Cancel(token), this);
    }

    public SmtpTransaction Transaction { get; }

    public ContentPump Pump { get; }

    /// <summary>Ends when the caller has an answer: the connection may still be at work.</summary>
    public Task<SmtpTransactionResult> Completion => _completion.Task;

    /// <summary>What the content or the gate threw.</summary>
    public ExceptionDispatchInfo? Thrown { get; set; }

    public CancellationToken Abandoned => _abandon.Token;

    public bool IsEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>Whether the server said anything of this message but that it ends the session.</summary>
    public bool MayMove => _mail is null or { Code: 421 };

    /// <summary>Whether a write was begun behind the content, so that the dot may have left.</summary>
    public bool DotLeft => Volatile.Read(ref _state) is DotSent or Detached && _wire!.Writes > _writesAtDot;

    /// <summary>The reply to the dot.</summary>
    public SmtpReply? Dot => _dot;

    /// <summary>A connection takes the message up, a second one only where <see cref="MayMove"/>.</summary>
    public void Begin(WireStream wire)
    {
        _wire = wire;
        (_mail, _data) = (null, null);
        _rcpt.Clear();
    }

    /// <summary>The content has been written and the gate is open: on to the dot.</summary>
    public bool TryEnterDotSent()
    {
        _writesAtDot = _wire!.Writes;
        return Interlocked.CompareExchange(ref _state, DotSent, Active) == Active;
    }

    public void Record(SmtpPhase to, SmtpReply reply)
    {
        if (to == SmtpPhase.Mail) _mail = reply;
        else if (to == SmtpPhase.Rcpt) _rcpt.Add(reply);
        else if (to == SmtpPhase.Data) _data = reply;
        else _dot = reply;
    }

    /// <summary>Judges by what the server said.</summary>
    /// <returns><see langword="null"/> where it said nothing that decides.</returns>
    /// <exception cref="SmtpException">The server ended the session before the dot.</exception>
    public SmtpTransactionResult? Judge()
    {
        if (_dot is { IsIntermediate: false }) return ResultOf(SmtpPhase.Replied, _dot);
        if (DotLeft) return null;
        var (phase, closed) = _mail is { Code: 421 } ? (SmtpPhase.Mail, _mail)
            : _rcpt.Find(reply => reply.Code == 421) is { } rcpt ? (SmtpPhase.Rcpt, rcpt)
            : (SmtpPhase.Data, _data is { Code: 421 } ? _data : null);
        if (closed is not null) throw new SmtpException(SmtpFailure.Refused, phase, "The server closed the session with 421.", closed) { Recipients = Known(SmtpOutcome.Deferred) };
        if (_mail is { IsPositive: false }) return ResultOf(SmtpPhase.Mail, _mail);
        if (_rcpt.Count == _asked && _rcpt.TrueForAll(reply => !reply.IsPositive))
        {
            // One recipient to be tried later is enough for the message to be tried later.
            return ResultOf(SmtpPhase.Rcpt, _rcpt.Find(reply => OutcomeOf(reply) == SmtpOutcome.Deferred) ?? _rcpt[0]);
        }

        return _data is { IsIntermediate: false } ? ResultOf(SmtpPhase.Data, _data) : null;
    }

    /// <summary>What is known of each recipient where the transaction broke; none where nothing is.</summary>
    public IReadOnlyList<SmtpRecipientResult> Known(SmtpOutcome otherwise) => _rcpt.Count == 0 && otherwise == SmtpOutcome.Deferred
        ? []
        : Recipients(place => Refusal(place) is { } refusal ? (OutcomeOf(refusal), refusal) : (otherwise, null));

    /// <summary>Ends with what the server said.</summary>
    public void End(SmtpTransactionResult result)
    {
        if (Leave() is var before && before == Detached) Settle(result);
        else if (before != Ended) _completion.SetResult(result);
    }

    /// <summary>Ends with what broke.</summary>
    public void End(Exception exception)
    {
        if (Leave() is var before && before == Detached) Settle(new SmtpTransactionResult(SmtpOutcome.Uncertain, SmtpPhase.DotSent, null, Known(SmtpOutcome.Uncertain)));
        else if (before != Ended) _completion.SetException(exception);
    }

    public void Dispose() => Pump.Dispose();

    // A 503 says that the commands came in the wrong order: it never rejects anybody.
    private static SmtpOutcome OutcomeOf(SmtpReply reply) =>
        reply.IsPositive ? SmtpOutcome.Accepted : reply.IsPermanentNegative && reply.Code != 503 ? SmtpOutcome.Rejected : SmtpOutcome.Deferred;

    private SmtpTransactionResult ResultOf(SmtpPhase phase, SmtpReply reply)
    {
        var outcome = OutcomeOf(reply);

        // Behind a refused MAIL every reply to RCPT is a consequence.
        var recipients = Recipients(place => phase != SmtpPhase.Mail && Refusal(place) is { } refusal ? (OutcomeOf(refusal), refusal) : (outcome, reply));
        return new SmtpTransactionResult(outcome, phase, reply, recipients) { ServerMessageId = outcome == SmtpOutcome.Accepted ? ServerMessageIds.Find(reply) : null };
    }

    private SmtpReply? Refusal(int place) => place < _rcpt.Count && !_rcpt[place].IsPositive ? _rcpt[place] : null;

    private SmtpRecipientResult[] Recipients(Func<int, (SmtpOutcome Outcome, SmtpReply? Reply)> judge)
    {
        var recipients = new SmtpRecipientResult[_places.Length];
        for (var i = 0; i < recipients.Length; i++)
        {
            var (outcome, reply) = judge(_places[i]);
            recipients[i] = new SmtpRecipientResult(Transaction.Recipients[i], outcome, reply);
        }

        return recipients;
    }

    // A task of its own, in the caller's context: whatever it throws stays in that task and never reaches the connection.
    private void Settle(SmtpTransactionResult result)
    {
        if (Transaction.Settled is not { } settled) return;
        if (_context is null) Begin();
        else ExecutionContext.Run(_context, _ => Begin(), null);

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
                Recipients = Known(SmtpOutcome.Uncertain),
            });
            return;
        }

        if (Interlocked.CompareExchange(ref _state, Ended, Active) == Active)
        {
            // What has begun cannot be taken back but by closing: the server must never see an end to it.
            _wire?.Cut();
            _abandon.Cancel();
            _completion.SetCanceled(cancellationToken);
        }
        else if (Volatile.Read(ref _state) == DotSent)
        {
            Cancel(cancellationToken);
        }
    }
}
