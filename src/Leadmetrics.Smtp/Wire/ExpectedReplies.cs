using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;

namespace Leadmetrics.Smtp.Wire;

/// <summary>The replies that the server owes, in the order in which the commands left: attributes each reply that comes.</summary>
/// <remarks>
/// The writer adds before it sends, the reader takes the head for each reply; one of each. The reply timeout always belongs to the head; while
/// a final dot is unanswered it is that of the dot, so that no shorter one, of whatever stands around it, makes a message uncertain.
/// Replies are numbered from 1 in the order of their commands: the writer awaits a number. Its continuation runs on the reader's
/// stack, on purpose: content follows the 354 without a change of threads.
/// </remarks>
internal sealed class ExpectedReplies(Deadline deadline, SmtpTimeouts timeouts) : IValueTaskSource
{
    private static readonly TimeSpan LeavingPatience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<ExpectedReply> _owed = new();
    private ManualResetValueTaskSourceCore<bool> _answer = new() { RunContinuationsAsynchronously = false };
    private long _added;
    private long _answered;
    private long _awaited;
    private int _dots;
    private bool _leaving;
    private bool _closed;

    /// <summary>The number of the reply that is due next.</summary>
    public long Next
    {
        get
        {
            lock (_lock) return _answered + 1;
        }
    }

    /// <summary>Whether any reply is due.</summary>
    public bool IsOwed
    {
        get
        {
            lock (_lock) return _owed.Count > 0;
        }
    }

    /// <summary>Whether a final dot has left and is not answered.</summary>
    public bool HasDots
    {
        get
        {
            lock (_lock) return _dots > 0;
        }
    }

    /// <summary>Adds a reply that will be owed.</summary>
    /// <param name="expected">What it answers.</param>
    /// <returns>Its number.</returns>
    public long Add(ExpectedReply expected)
    {
        lock (_lock)
        {
            _owed.Enqueue(expected);
            if (_owed.Count == 1) ArmHead_NeedsLock();
            return ++_added;
        }
    }

    /// <summary>Starts the wait for the reply after a final dot: until the dot has left there is no time to be late.</summary>
    /// <param name="number">The reply's number.</param>
    public void DotLeft(long number)
    {
        lock (_lock)
        {
            // A server that refuses a message in its middle may have answered already.
            if (_answered >= number) return;
            _dots++;
            ArmHead_NeedsLock();
        }
    }

    /// <summary>The server has said that it goes: what it still says of messages whose dot has left is heard, for a few seconds.</summary>
    public void Leaving()
    {
        lock (_lock)
        {
            _leaving = true;
            ArmHead_NeedsLock();
        }
    }

    /// <summary>What the next reply answers.</summary>
    /// <param name="expected">The head.</param>
    /// <returns><see langword="false"/> where no reply is owed.</returns>
    public bool TryPeek([MaybeNullWhen(false)] out ExpectedReply expected)
    {
        lock (_lock) return _owed.TryPeek(out expected);
    }

    /// <summary>Takes the head away, its reply being recorded, and wakes the writer where it waits for this one.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            var answered = _owed.Dequeue();
            _answered++;
            if (answered.To == ReplyTo.Dot && _dots > 0) _dots--;
            ArmHead_NeedsLock();
            if (_awaited == 0 || _answered < _awaited) return;
            _awaited = 0;
        }

        _answer.SetResult(true);
    }

    /// <summary>No reply will come any more: wakes the writer.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            deadline.Disarm();
            if (_awaited == 0) return;
            _awaited = 0;
        }

        _answer.SetResult(false);
    }

    /// <summary>Waits until a reply is recorded, or none will come.</summary>
    /// <param name="number">The reply's number.</param>
    /// <returns>A task to be awaited once, at once.</returns>
    public ValueTask AnsweredAsync(long number)
    {
        lock (_lock)
        {
            if (_closed || _answered >= number) return ValueTask.CompletedTask;
            _answer.Reset();
            _awaited = number;
            return new ValueTask(this, _answer.Version);
        }
    }

    void IValueTaskSource.GetResult(short token) => _answer.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _answer.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    private void ArmHead_NeedsLock()
    {
        if (_closed || !_owed.TryPeek(out var head))
        {
            deadline.Disarm();
            return;
        }

        if (_leaving) deadline.Arm(LeavingPatience);
        else if (_dots > 0) deadline.Arm(timeouts.DataEnd);
        else deadline.Arm(OfHead(head.To));
    }

    private TimeSpan OfHead(ReplyTo to) => to switch
    {
        ReplyTo.Rset or ReplyTo.Mail or ReplyTo.Rcpt or ReplyTo.Question => timeouts.Envelope,
        ReplyTo.Data => timeouts.Data,
        ReplyTo.Chunk => timeouts.DataBlock,
        ReplyTo.Dot => Timeout.InfiniteTimeSpan,
        ReplyTo.EmptyDot => timeouts.DataEnd,
        _ => timeouts.Session < LeavingPatience ? timeouts.Session : LeavingPatience,
    };
}
