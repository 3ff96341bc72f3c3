using System.Runtime.CompilerServices;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// The writer loop: which transaction comes next, and when.
public sealed partial class SmtpConnection
{
    private static readonly TimeSpan ReadOutPatience = TimeSpan.FromSeconds(5);

    // The numbers of the replies to the dots that have left, the oldest first. The writer's.
    private readonly Queue<long> _dots = new();

    // The transaction that the writer has taken and not yet carried; its envelope may have left.
    private SendOperation? _next;
    private volatile bool _writeBroken;

    private async Task WriteLoopAsync()
    {
        while (await CarryNextAsync().ConfigureAwait(false))
        {
            // The next one, and this loop keeps hold of none.
        }

        await DotsAnsweredAsync(0).ConfigureAwait(false);
        if (IsAlive) await SayQuitAsync().ConfigureAwait(false);
        if (!_writeBroken) _output.Release();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> CarryNextAsync()
    {
        if (await NextAsync().ConfigureAwait(false) is not { } operation) return false;
        await CarryAsync(operation).ConfigureAwait(false);
        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<SendOperation?> NextAsync()
    {
        if (_next is { } next)
        {
            _next = null;
            return next;
        }

        while (true)
        {
            // What has not left with the dot may follow it where the first answer is acknowledged at once: else a server that answers in two small
            // writes would hold the second back (Nagle's algorithm), and the answer to the dot is waited for.
            if (!MayFollow || !CanFollowLate) await DotsAnsweredAsync(0).ConfigureAwait(false);
            if (TakeNext() is { } taken) return taken;
            await SendRestAsync().ConfigureAwait(false);
            if (!_writeBroken) _output.Release();
            if (!await _queue.Reader.WaitToReadAsync().ConfigureAwait(false)) return null;
        }
    }

    private SendOperation? TakeNext()
    {
        while (true)
        {
            if (!_queue.Reader.TryRead(out var operation) && (operation = IsAlive && IsUnresolved ? _owner?.TakeNext(this) : null) is null) return null;
            if (!operation.TryBegin()) continue;
            if (!TryEnter(operation)) operation.End(_fault!);
            else if (WhyNotCarried(operation) is { } refusal) operation.End(refusal);
            else return operation;
        }
    }

    private bool TryEnter(SendOperation operation)
    {
        lock (_lock)
        {
            if (_closed) return false;
            _active.Add(operation);
            return true;
        }
    }

    // Waits until no more than so many dots are unanswered.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DotsAnsweredAsync(int most)
    {
        while (_dots.Count > most) await _replies.AnsweredAsync(_dots.Dequeue()).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask CarryAsync(SendOperation operation)
    {
        try
        {
            if (await EnvelopeAsync(operation).ConfigureAwait(false))
            {
                if (operation.UsesChunks) await ChunksAsync(operation).ConfigureAwait(false);
                else await DataAsync(operation).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (operation.UsesChunks && IsAlive)
        {
            // The content or the gate threw. What is left of it was not sent, so that the connection is as good as before: RSET makes it so.
            operation.End(exception);
        }
        catch (Exception exception)
        {
            if (!_writeBroken && TryMarkDead(GivenUp))
            {
                // The content or the gate threw, before the dot.
                operation.End(exception);
                CloseSocket();
                return;
            }

            // The connection broke, and the exception is its echo. A reply that waits to be read is worth more: the reader ends the transaction.
            await _reading.ConfigureAwait(false);
            operation.End(exception);
        }
        finally
        {
            Carry(null);
        }
    }

    // What a message left that ended before its content: an envelope, whose replies are owed.
    private async ValueTask SendRestAsync()
    {
        if (_output.Count == 0 || _writeBroken) return;
        try
        {
            await SendAsync(_options.Timeouts.Envelope).ConfigureAwait(false);
        }
        catch (Exception) when (_writeBroken)
        {
            // The reader tells those whom it concerns.
        }
    }

    private async ValueTask SayQuitAsync()
    {
        _commands.Quit();
        _replies.Add(new ExpectedReply(ReplyTo.Quit, null));
        try
        {
            await SendAsync(_options.Timeouts.Session).ConfigureAwait(false);
        }
        catch (Exception) when (_writeBroken)
        {
            // The connection was to be closed anyway; the reader sees its end.
        }
    }

    private SmtpException? WhyNotCarried(SendOperation operation)
    {
        if (operation.Transaction.RequiresSmtpUtf8 && !Capabilities.SmtpUtf8)
        {
            return new SmtpException(SmtpFailure.NotSupported, SmtpPhase.Mail, "An address has a non-ASCII local part, and the server does not offer SMTPUTF8.") { ConnectionSurvives = true };
        }

        return operation.Length is { } length && Capabilities.MaxSize is { } most && length > most
            ? new SmtpException(SmtpFailure.TooLarge, SmtpPhase.Mail, $"The message has {length} octets; the server takes {most} at most.") { ConnectionSurvives = true }
            : null;
    }

    private ValueTask SendAsync(TimeSpan timeout)
    {
        ValueTask sending;
        _sends++;
        try
        {
            sending = _output.SendAsync(CancellationToken.None);
            if (!sending.IsCompleted) return AwaitAsync(sending, timeout);
            sending.GetAwaiter().GetResult();
            return ValueTask.CompletedTask;
        }
        catch (Exception exception)
        {
            Broken(exception);
            throw;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(ValueTask sending, TimeSpan timeout)
    {
        // A server that works on a message has no time to read: while a dot is unanswered the wait for that one counts.
        _writeDeadline.Arm(_replies.HasDots ? _options.Timeouts.DataEnd : timeout);
        try
        {
            await sending.ConfigureAwait(false);
            _writeDeadline.Disarm();
        }
        catch (Exception exception)
        {
            Broken(exception);
            throw;
        }
    }

    // The connection takes no more, but what the server said before may still be read: for a while.
    private void Broken(Exception exception)
    {
        _writeBroken = true;
        TryMarkDead(new ConnectionFault(SmtpFailure.ConnectionLost, "The connection broke while we were sending.", Cause: exception));
        _writeDeadline.Arm(ReadOutPatience);
    }
}
