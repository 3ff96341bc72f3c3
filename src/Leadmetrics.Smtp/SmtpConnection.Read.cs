using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// The reader loop.
public sealed partial class SmtpConnection
{
    private async Task ReadLoopAsync()
    {
        ConnectionFault? end = null;
        try
        {
            while (end is null)
            {
                var reply = await _reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                end = Take(reply);
            }
        }
        catch (ReplyFormatException exception)
        {
            end = new ConnectionFault(SmtpFailure.Protocol, exception.Message);
        }
        catch (EndOfStreamException exception)
        {
            end = new ConnectionFault(SmtpFailure.ConnectionLost, exception.Message);
        }
        catch (Exception exception)
        {
            end = new ConnectionFault(SmtpFailure.ConnectionLost, "The connection was reset.", Cause: exception);
        }

        Close(end);
    }

    // Attributes one reply. Returns why the connection is dead where it is.
    private ConnectionFault? Take(SmtpReply reply)
    {
        if (!_replies.TryPeek(out var expected))
        {
            return reply.Code == 421 ? Leaving(reply) : new ConnectionFault(SmtpFailure.Protocol, "The server sent a reply to no command.", reply);
        }

        var operation = expected.Operation;
        if (expected.To == ReplyTo.Dot) return TakeDot(operation!, reply);
        if (reply.Code == 421 && expected.To != ReplyTo.Quit) return Leaving(reply);
        switch (expected.To)
        {
            case ReplyTo.Quit:
                return new ConnectionFault(SmtpFailure.ConnectionLost, "The connection is closed.");
            case ReplyTo.Rset when !reply.IsPositive:
                return new ConnectionFault(SmtpFailure.Protocol, "The server refused RSET.", reply);
            case ReplyTo.Mail or ReplyTo.Rcpt when reply.IsIntermediate:
            case ReplyTo.Data when reply.IsPositive:
                return Misplaced(reply);
            case ReplyTo.Mail or ReplyTo.Rcpt or ReplyTo.Data:
                operation!.Record(expected.To, expected.Recipient, reply);
                break;
            case ReplyTo.EmptyDot when operation!.JudgeEnvelope() is { } refusal:
                operation.End(refusal);
                break;
        }

        _replies.Answered();
        return null;
    }

    private ConnectionFault? TakeDot(SendOperation operation, SmtpReply reply)
    {
        if (reply.IsIntermediate) return Misplaced(reply);
        if (!operation.HasSentDot)
        {
            if (reply.IsPositive) return Misplaced(reply);
            if (reply.Code == 421) return Leaving(reply);
            // Refused before its end. What the server makes of the rest is unknown (a few read it as commands): it gets none.
            var fault = new ConnectionFault(SmtpFailure.Refused, "The server refused a message before its end.", reply);
            TryMarkDead(fault);
            operation.End(operation.ResultOf(SmtpPhase.Data, reply));
            return fault;
        }

        if (reply.Code == 421) TryMarkDead(Leaving(reply));
        operation.End(operation.ResultOf(SmtpPhase.Replied, reply));
        _replies.Answered();
        return reply.Code == 421 ? Leaving(reply) : null;
    }

    private static ConnectionFault Leaving(SmtpReply reply) => new(SmtpFailure.Refused, "The server closed the session with 421.", reply);

    private static ConnectionFault Misplaced(SmtpReply reply) =>
        new(SmtpFailure.Protocol, $"The server answered with {reply.Code} where that code has no meaning.", reply);

    private void Close(ConnectionFault end)
    {
        TryMarkDead(end);
        // The first fault is the cause, but a reply that came behind it says more than a broken write does.
        var told = end.Reply is not null ? end : _fault!;
        SendOperation[] begun;
        IConnectionOwner? owner;
        lock (_lock)
        {
            _closed = true;
            begun = [.. _active];
            owner = _owner;
        }

        // Each of these is owed to somebody else: none may be lost because one before it failed.
        try
        {
            foreach (var operation in begun) operation.End(told, PhaseOf(operation));
        }
        finally
        {
            try
            {
                CloseSocket();
                _replies.Close();
                _stream.Dispose();
            }
            finally
            {
                // A timer that is still set would hold the connection in memory for minutes.
                _replyDeadline.Dispose();
                _writeDeadline.Dispose();
                owner?.Closed(this);
            }
        }
    }

    private SmtpPhase PhaseOf(SendOperation operation)
    {
        if (!_replies.TryPeek(out var expected)) return operation.HasReplies ? SmtpPhase.Data : SmtpPhase.Mail;
        return expected.To switch
        {
            ReplyTo.Rcpt => SmtpPhase.Rcpt,
            ReplyTo.Data or ReplyTo.Dot or ReplyTo.EmptyDot => SmtpPhase.Data,
            _ => SmtpPhase.Mail,
        };
    }
}
