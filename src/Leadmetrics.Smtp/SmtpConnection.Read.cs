using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// The reader loop: whose reply is it, and what does it end?
public sealed partial class SmtpConnection
{
    // Whether the last message whose end was answered was accepted: what stands behind one that was not is judged with care.
    private bool _lastWasAccepted;

    // Transactions whose end is known and whose callers are not told yet: what the server waits for leaves first.
    private readonly List<SendOperation> _untold = [];

    // How often the writer has sent something, and how often it had when the last reply was read. A guess is good enough.
    private long _sends;
    private long _sendsSeen;

    // The server's 421, where messages whose end had left were unanswered: it is heard out.
    private ConnectionFault? _leaving;

    // Whether it went on to do what it was asked all the same: then its close says nothing of what it had not answered.
    private bool _stays;

    private async Task ReadLoopAsync()
    {
        ConnectionFault? end = null;
        try
        {
            while (end is null)
            {
                if (!_reader.TryRead(out var reply))
                {
                    TellEnds();
                    if (_sends == _sendsSeen && _replies.IsOwed) AcknowledgeNow();
                    reply = await _reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                    _sendsSeen = _sends;
                }

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
            Close(end, byServer: true);
            return;
        }
        catch (Exception exception)
        {
            end = new ConnectionFault(SmtpFailure.ConnectionLost, "The connection was reset.", Cause: exception);
            Close(end, byServer: !_cut);
            return;
        }

        Close(end, byServer: false);
    }

    private void TellEnds()
    {
        foreach (var operation in _untold) operation.TellEnd();
        _untold.Clear();
    }

    // More is owed, and nothing of ours that goes out carries the acknowledgement: a server that writes each reply by itself holds the next one
    // back until it comes (Nagle's algorithm), which would be 40 ms later. Linux alone can be asked, each time anew (TCP_QUICKACK).
    private void AcknowledgeNow()
    {
        const int Tcp = 6;
        const int QuickAck = 12;
        if (!OperatingSystem.IsLinux() || _socket.ProtocolType != System.Net.Sockets.ProtocolType.Tcp || _cut) return;
        ReadOnlySpan<byte> on = [1, 0, 0, 0];
        try
        {
            _socket.SetRawSocketOption(Tcp, QuickAck, on);
        }
        catch (Exception exception) when (exception is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The socket is gone, as the next read will say.
        }
    }

    // Attributes one reply. Returns why the connection is dead where it is.
    private ConnectionFault? Take(SmtpReply reply)
    {
        if (_leaving is not null && reply.IsPositive) _stays = true;
        if (!_replies.TryPeek(out var expected))
        {
            return reply.Code == 421 ? Leaving(reply) : new ConnectionFault(SmtpFailure.Protocol, "The server sent a reply to no command.", reply);
        }

        var operation = expected.Operation;
        if (expected.To == ReplyTo.Dot) return TakeDot(operation!, reply);
        if (reply.Code == 421 && expected.To != ReplyTo.Quit) return TakeLeaving(expected, reply);
        switch (expected.To)
        {
            case ReplyTo.Quit:
                return new ConnectionFault(SmtpFailure.ConnectionLost, "The connection is closed.");
            case ReplyTo.Rset when !reply.IsPositive && !operation!.IsSpeculative:
                return new ConnectionFault(SmtpFailure.Protocol, "The server refused RSET.", reply);
            case ReplyTo.Mail or ReplyTo.Rcpt or ReplyTo.Chunk when reply.IsIntermediate:
            case ReplyTo.Data when reply.IsPositive:
                return Misplaced(reply);
            case ReplyTo.Chunk when IsUnknownCommand(operation!, reply):
                return RefusesChunks(operation!, SmtpPhase.Data, reply);
            case ReplyTo.Chunk when !reply.IsPositive:
                operation!.Record(ReplyTo.Chunk, 0, reply);
                operation.TryEndBeforeDot(operation.JudgeEnvelope() ?? operation.ResultOf(SmtpPhase.Data, reply));
                break;
            case ReplyTo.Rset or ReplyTo.Mail or ReplyTo.Rcpt or ReplyTo.Data:
                if (expected.To is ReplyTo.Rset or ReplyTo.Mail) operation!.IsBehindFailure = operation.IsSpeculative && !_lastWasAccepted;
                operation!.Record(expected.To, expected.Recipient, reply);
                if (operation is { WasNotProcessed: true, HasSentDot: true }) return LostTrack(reply);
                break;
            case ReplyTo.EmptyDot when operation!.JudgeEnvelope() is { } refusal:
                operation.End(refusal);
                break;
            case ReplyTo.Question when !_question!.Take(reply):
                return null;
            case ReplyTo.Question when _question!.IsLost:
                return LostTrack(reply);
        }

        return Answered();
    }

    private ConnectionFault? Answered()
    {
        _replies.Answered();
        return _replies.HasDots ? null : _leaving;
    }

    // The reply to the final dot or the last chunk.
    private ConnectionFault? TakeDot(SendOperation operation, SmtpReply reply)
    {
        if (reply.IsIntermediate) return Misplaced(reply);
        if (!operation.HasSentDot && !operation.UsesChunks)
        {
            if (reply.IsPositive) return Misplaced(reply);
            if (reply.Code == 421) return Leaving(reply);
            // Refused before its end. What the server makes of the rest is unknown (a few read it as commands): it gets none.
            var fault = new ConnectionFault(SmtpFailure.Refused, "The server refused a message before its end.", reply);
            TryMarkDead(fault);
            operation.End(operation.ResultOf(SmtpPhase.Data, reply));
            return fault;
        }

        if (operation.UsesChunks && IsUnknownCommand(operation, reply)) return RefusesChunks(operation, SmtpPhase.Replied, reply);
        if (reply.Code == 421) TryMarkDead(Leaving(reply));
        // A failed chunk leaves the server in a state of its own (RFC 3030 section 2); a dot, whatever it is answered, does not.
        if (reply.IsPositive || !operation.UsesChunks) Volatile.Write(ref _lastEnded, _replies.Next);
        _lastWasAccepted = reply.IsPositive;
        operation.End(operation.JudgeEnd(reply), tellsLater: true);
        _untold.Add(operation);
        return reply.Code == 421 ? HearOut(Leaving(reply)) : Answered();
    }

    private ConnectionFault? TakeLeaving(ExpectedReply expected, SmtpReply reply)
    {
        // Of one whose end has left the reply may yet come, from a server that says 421 and stays: a bad one is a consequence.
        if (expected.Operation is { } operation) operation.IsBehindFailure = true;
        _lastWasAccepted = false;
        return HearOut(Leaving(reply));
    }

    // The server goes. What it had not begun is free to go elsewhere; whose end has left waits for the close, which says that it was not processed, or for a reply.
    private ConnectionFault? HearOut(ConnectionFault fault)
    {
        TryMarkDead(fault);
        var isAwaited = false;
        foreach (var operation in Begun())
        {
            if (operation.HasSentDot) isAwaited = true;
            else operation.End(fault);
        }

        if (!isAwaited) return fault;
        _leaving = fault;
        _replies.Leaving();
        return Answered();
    }

    // A chunk was out, and the server refuses what stands behind a dot: what it makes of the octets, and which of its replies are to them, cannot be told.
    private ConnectionFault LostTrack(SmtpReply reply)
    {
        _traits.Learn(HostTrait.TakesNothingBehindDot);
        return new ConnectionFault(SmtpFailure.ConnectionLost, "The server refused what stood behind the end of a message, and the connection was given up.", reply);
    }

    // BDAT was not understood though there are recipients: the octets of the chunk are being read as commands.
    private static bool IsUnknownCommand(SendOperation operation, SmtpReply reply) =>
        reply.Code is 500 or 502 or 503 or 504 && operation is { MailAccepted: true, HasRecipients: true, HasRefusedChunk: false };

    private ConnectionFault RefusesChunks(SendOperation operation, SmtpPhase phase, SmtpReply reply)
    {
        var fault = new ConnectionFault(SmtpFailure.Protocol, "The server advertises CHUNKING and does not know BDAT.", reply);
        _traits.Learn(HostTrait.RefusesChunks);
        TryMarkDead(fault);
        CloseSocket();
        operation.End(operation.ResultOf(phase, reply, isProvisional: true));
        return fault;
    }

    private static ConnectionFault Leaving(SmtpReply reply) => new(SmtpFailure.Refused, "The server closed the session with 421.", reply);

    private static ConnectionFault Misplaced(SmtpReply reply) =>
        new(SmtpFailure.Protocol, $"The server answered with {reply.Code} where that code has no meaning.", reply);

    private SendOperation[] Begun()
    {
        lock (_lock) return [.. _active];
    }

    private void Close(ConnectionFault end, bool byServer)
    {
        TryMarkDead(end);
        TellEnds();
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
            foreach (var operation in begun) operation.End(told, wasNotProcessed: _leaving is not null && byServer && !_stays);
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
                _place?.Dispose();
                owner?.Closed(this);
            }
        }
    }

    private void ReplyIsLate()
    {
        if (IsAlive && _replies.TryPeek(out var expected) && expected is { Operation: { HasEnvelope: true } operation, To: ReplyTo.Rset or ReplyTo.Mail or ReplyTo.Rcpt or ReplyTo.Data } && InGroups)
        {
            if (_replies.Next > operation.FirstReply) _traits.Learn(HostTrait.StallsInGroups);
            else if (operation.IsSpeculative) _traits.Learn(HostTrait.TakesNothingBehindDot);
        }

        Abandon(new ConnectionFault(SmtpFailure.Timeout, "The server did not answer in time."));
    }
}
