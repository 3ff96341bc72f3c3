using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// The writer loop.
public sealed partial class SmtpConnection
{
    private static readonly TimeSpan ReadOutPatience = TimeSpan.FromSeconds(5);

    // Whether the server may still hold the envelope of a transaction that did not end at its own dot.
    private bool _needsRset;
    private volatile bool _writeBroken;

    private async Task WriteLoopAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out var operation))
            {
                if (!operation.TryBegin()) continue;
                if (TryEnter(operation)) await CarryAsync(operation).ConfigureAwait(false);
                else operation.End(_fault!, SmtpPhase.Mail);
            }

            if (!_writeBroken) _output.Release();
        }

        if (IsAlive) await SayQuitAsync().ConfigureAwait(false);
        if (!_writeBroken) _output.Release();
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask CarryAsync(SendOperation operation)
    {
        try
        {
            if (WhyNotCarried(operation.Transaction) is { } refusal) operation.End(refusal);
            else if (await EnvelopeAsync(operation).ConfigureAwait(false)) await ContentAsync(operation).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (!_writeBroken && TryMarkDead(new ConnectionFault(SmtpFailure.ConnectionLost, "The connection was given up because a message on it was.")))
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
            operation.Forget();
        }
    }

    // MAIL, RCPT…, DATA. True where the content is wanted; else the transaction has ended.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> EnvelopeAsync(SendOperation operation)
    {
        var transaction = operation.Transaction;
        var inGroup = Capabilities.Pipelining && _options.AllowPipelining;
        if (_needsRset)
        {
            // Without it Postfix, Exim and others take the next message under the old sender.
            _commands.Rset();
            var answer = _replies.Add(new ExpectedReply(ReplyTo.Rset, operation));
            if (!inGroup && !await ExchangeAsync(operation, answer).ConfigureAwait(false)) return false;
        }

        _needsRset = true;
        _commands.Mail(
            transaction.From,
            Capabilities.Size ? transaction.Content.Length : null,
            Capabilities.EightBitMime && transaction.Content.Is8Bit,
            NeedsSmtpUtf8(transaction));
        var last = _replies.Add(new ExpectedReply(ReplyTo.Mail, operation));
        if (!inGroup && !await ExchangeAsync(operation, last).ConfigureAwait(false)) return false;

        for (var i = 0; i < transaction.Recipients.Count; i++)
        {
            _commands.Rcpt(transaction.Recipients[i]);
            last = _replies.Add(new ExpectedReply(ReplyTo.Rcpt, operation, i));
            if (!inGroup && !await ExchangeAsync(operation, last).ConfigureAwait(false)) return false;
        }

        _commands.Data();
        last = _replies.Add(new ExpectedReply(ReplyTo.Data, operation));
        return await ExchangeAsync(operation, last).ConfigureAwait(false);
    }

    // Sends what waits, waits for the reply and all before it, and only then judges. True where the transaction goes on.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> ExchangeAsync(SendOperation operation, long answer)
    {
        await SendAsync(_options.Timeouts.Envelope).ConfigureAwait(false);
        await _replies.AnsweredAsync(answer).ConfigureAwait(false);
        if (operation.IsEnded) return false;
        if (operation.JudgeEnvelope() is not { } refusal) return true;
        if (!operation.DataAccepted)
        {
            operation.End(refusal);
        }
        else if (operation.HasRecipients)
        {
            // MAIL refused, RCPT and DATA taken: the server would take the content under some other sender.
            TryMarkDead(new ConnectionFault(SmtpFailure.Protocol, "The server wanted content for a message whose sender it had refused."));
            operation.End(refusal);
            CloseSocket();
        }
        else
        {
            // RFC 2920 section 3.1: a 354 although nobody takes the message is answered with an empty one.
            _output.Write(".\r\n"u8);
            answer = _replies.Add(new ExpectedReply(ReplyTo.EmptyDot, operation));
            await SendAsync(_options.Timeouts.DataBlock).ConfigureAwait(false);
            await _replies.AnsweredAsync(answer).ConfigureAwait(false);
        }

        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ContentAsync(SendOperation operation)
    {
        // Owed from now on: a server may refuse in the middle of the content.
        var answer = _replies.Add(new ExpectedReply(ReplyTo.Dot, operation));
        var content = operation.Transaction.Content;
        _content.Begin(stuffDots: true);
        await InContextOf(operation, static state => ((SmtpConnection)state!).StartContent()).ConfigureAwait(false);
        if (_content.CompletedWith is { } failure) ExceptionDispatchInfo.Throw(failure);
        if (_writeBroken) throw new IOException("The content went on after the connection broke.");
        if (content.Length is { } length && length != _content.ContentOctets)
        {
            throw new InvalidOperationException($"The content said that it has {length} octets and wrote {_content.ContentOctets}.");
        }

        _content.End();
        if (operation.Transaction.Gate is not null) await InContextOf(operation, static state => ((SmtpConnection)state!).StartGate()).ConfigureAwait(false);
        if (!operation.TryEnterDotSent()) return;
        _output.Write(".\r\n"u8);
        _replies.DotLeft();
        await SendAsync(_options.Timeouts.DataBlock).ConfigureAwait(false);
        _needsRset = false;
        await _replies.AnsweredAsync(answer).ConfigureAwait(false);
    }

    // An async method keeps the context in which it was started.
    private ValueTask InContextOf(SendOperation operation, ContextCallback start)
    {
        _starting = operation;
        try
        {
            if (operation.Context is { } context) ExecutionContext.Run(context, start, this);
            else start(this);
            return _started;
        }
        finally
        {
            _starting = null;
            _started = default;
        }
    }

#pragma warning disable CA2012 // Kept for the length of InContextOf, which hands it on to be awaited once: a context runs no delegate that returns anything.
    private void StartContent() => _started = _starting!.Transaction.Content.WriteToAsync(_content, _abandoned.Token);

    private void StartGate() => _started = _starting!.Transaction.Gate!(_abandoned.Token);
#pragma warning restore CA2012

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

    private SmtpException? WhyNotCarried(SmtpTransaction transaction)
    {
        if (NeedsSmtpUtf8(transaction) && !Capabilities.SmtpUtf8)
        {
            return new SmtpException(SmtpFailure.NotSupported, SmtpPhase.Mail, "An address has a non-ASCII local part, and the server does not offer SMTPUTF8.") { ConnectionSurvives = true };
        }

        return transaction.Content.Length is { } length && Capabilities.MaxSize is { } most && length > most
            ? new SmtpException(SmtpFailure.TooLarge, SmtpPhase.Mail, $"The message has {length} octets; the server takes {most} at most.") { ConnectionSurvives = true }
            : null;
    }

    private static bool NeedsSmtpUtf8(SmtpTransaction transaction)
    {
        if (transaction.From is { RequiresSmtpUtf8: true }) return true;
        for (var i = 0; i < transaction.Recipients.Count; i++)
        {
            if (transaction.Recipients[i].RequiresSmtpUtf8) return true;
        }

        return false;
    }

    private ValueTask SendAsync(TimeSpan timeout)
    {
        ValueTask sending;
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
        _writeDeadline.Arm(timeout);
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
