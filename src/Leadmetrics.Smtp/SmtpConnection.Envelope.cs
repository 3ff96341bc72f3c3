using System.Buffers;
using System.Runtime.CompilerServices;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// RSET, MAIL, RCPT… and DATA: alone, or behind the dot of the message before.
public sealed partial class SmtpConnection
{
    // Some servers hang up where more than 8 KiB of commands wait behind a dot.
    private const int MaxSpeculation = 4096;

    // Whether any envelope was begun on this connection, and the number of the reply to the dot that ended the last one.
    private bool _hasBegun;
    private long _lastDot;

    // The number of the last reply to a dot or a last chunk that left no envelope behind. The reader's.
    private long _lastEnded;

    private bool InGroups => Capabilities.Pipelining && _options.AllowPipelining && !_traits.Has(HostTrait.StallsInGroups);

    // Whether commands may travel behind a dot that is not answered yet.
    private bool MayFollow => InGroups && !_traits.Has(HostTrait.TakesNothingBehindDot);

    /// <summary>Whether a transaction that comes after the last end has left may begin before the answer to it.</summary>
    internal bool CanFollowLate => Window > 1 || OperatingSystem.IsLinux();

    // Whether the end of the last message has left and is not answered.
    private bool IsUnresolved => _lastDot > 0 && _replies.Next <= _lastDot;

    // Says the envelope, as far as it has not been, and hears what the server makes of it. True where the content is wanted; else the transaction has ended.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> EnvelopeAsync(SendOperation operation)
    {
        if (!operation.HasEnvelope)
        {
            ChooseTravel(operation);
            if (!MayFollow || EnvelopeOctets(operation) > MaxSpeculation) await DotsAnsweredAsync(0).ConfigureAwait(false);
            if (await GoesWholeAsync(operation).ConfigureAwait(false))
            {
                await DotsAnsweredAsync(Window - 1).ConfigureAwait(false);
                if (operation.IsEnded) return false;
                WriteEnvelope(operation);
                return true;
            }

            if (operation.IsEnded) return false;
            if (!InGroups) return await EnvelopeByStepsAsync(operation).ConfigureAwait(false);
            WriteEnvelope(operation);
        }

        while (true)
        {
            if (_output.Count > 0) await SendAsync(_options.Timeouts.Envelope).ConfigureAwait(false);
            await _replies.AnsweredAsync(operation.LastReply).ConfigureAwait(false);
            // Every dot before it is.
            _dots.Clear();
            if (!operation.WasNotProcessed || !IsAlive || operation.DataAccepted) return await JudgeAsync(operation).ConfigureAwait(false);
            _traits.Learn(HostTrait.TakesNothingBehindDot);
            if (operation.IsEnded) return false;
            operation.StartOver();
            WriteEnvelope(operation);
        }
    }

    // Settled once for a transaction: how its content travels, and for whom.
    private void ChooseTravel(SendOperation operation)
    {
        operation.UsesChunks = Capabilities.Chunking && _options.AllowChunking && !_traits.Has(HostTrait.RefusesChunks);
        if (Capabilities.MaxRecipients is { } most) operation.Count = most;
    }

    private void WriteEnvelope(SendOperation operation)
    {
        operation.IsSpeculative = IsUnresolved;
        operation.HasEnvelope = true;
        var first = 0L;
        if (NeedsRset())
        {
            _commands.Rset();
            first = _replies.Add(new ExpectedReply(ReplyTo.Rset, operation));
        }

        WriteMail(operation);
        var last = _replies.Add(new ExpectedReply(ReplyTo.Mail, operation));
        operation.FirstReply = first > 0 ? first : last;
        for (var i = 0; i < operation.Count; i++)
        {
            _commands.Rcpt(operation.Transaction.Recipients[i], DsnOf(operation));
            last = _replies.Add(new ExpectedReply(ReplyTo.Rcpt, operation, i));
        }

        if (!operation.UsesChunks)
        {
            _commands.Data();
            last = _replies.Add(new ExpectedReply(ReplyTo.Data, operation));
        }

        operation.LastReply = last;
    }

    // Without RSET Postfix, Exim and others take the next message under the old sender.
    private bool NeedsRset()
    {
        var needs = _hasBegun && (_lastDot == 0 || Volatile.Read(ref _lastEnded) != _lastDot);
        _hasBegun = true;
        _lastDot = 0;
        return needs;
    }

    private void WriteMail(SendOperation operation)
    {
        var transaction = operation.Transaction;
        _commands.Mail(
            transaction.From,
            Capabilities.Size ? operation.Length : null,
            Capabilities.EightBitMime && operation.Is8Bit,
            transaction.RequiresSmtpUtf8,
            DsnOf(operation));
    }

    private SmtpDsn? DsnOf(SendOperation operation) => Capabilities.Dsn ? operation.Transaction.Dsn : null;

    // One command, one reply.
    private async ValueTask<bool> EnvelopeByStepsAsync(SendOperation operation)
    {
        operation.HasEnvelope = true;
        if (NeedsRset())
        {
            _commands.Rset();
            operation.FirstReply = _replies.Add(new ExpectedReply(ReplyTo.Rset, operation));
            if (!await StepAsync(operation, operation.FirstReply).ConfigureAwait(false)) return false;
        }

        WriteMail(operation);
        var last = operation.FirstReply = _replies.Add(new ExpectedReply(ReplyTo.Mail, operation));
        if (!await StepAsync(operation, last).ConfigureAwait(false)) return false;
        for (var i = 0; i < operation.Count; i++)
        {
            _commands.Rcpt(operation.Transaction.Recipients[i], DsnOf(operation));
            last = _replies.Add(new ExpectedReply(ReplyTo.Rcpt, operation, i));
            if (!await StepAsync(operation, last).ConfigureAwait(false)) return false;
        }

        if (operation.UsesChunks) return true;
        _commands.Data();
        last = _replies.Add(new ExpectedReply(ReplyTo.Data, operation));
        return await StepAsync(operation, last).ConfigureAwait(false);
    }

    private async ValueTask<bool> StepAsync(SendOperation operation, long reply)
    {
        await SendAsync(_options.Timeouts.Envelope).ConfigureAwait(false);
        await _replies.AnsweredAsync(reply).ConfigureAwait(false);
        return await JudgeAsync(operation).ConfigureAwait(false);
    }

    // Every reply to the group has come. True where the transaction goes on.
    private ValueTask<bool> JudgeAsync(SendOperation operation)
    {
        if (!operation.IsEnded && operation.JudgeEnvelope() is null) return new ValueTask<bool>(true);
        if (operation.DataAccepted && IsAlive) return NoContentAsync(operation);
        if (!operation.IsEnded) operation.End(operation.JudgeEnvelope()!);
        return new ValueTask<bool>(false);
    }

    // The server wants content that it must not get.
    private async ValueTask<bool> NoContentAsync(SendOperation operation)
    {
        if (operation.HasRecipients)
        {
            // It would take any content, an empty one too: under some other sender where MAIL was refused, without its caller's consent where he cancelled.
            // Whoever waits behind it has no part in that: for him the connection is lost, and he may go elsewhere.
            TryMarkDead(new ConnectionFault(SmtpFailure.ConnectionLost, "The connection was given up: the server wanted content for a message that it must not get."));
            if (!operation.IsEnded) operation.End(operation.JudgeEnvelope()!);
            CloseSocket();
            return false;
        }

        // RFC 2920 section 3.1: a 354 although nobody takes the message is answered with an empty one.
        _output.Write(".\r\n"u8);
        var answer = _replies.Add(new ExpectedReply(ReplyTo.EmptyDot, operation));
        await SendAsync(_options.Timeouts.DataBlock).ConfigureAwait(false);
        await _replies.AnsweredAsync(answer).ConfigureAwait(false);
        return false;
    }

    // Behind the end of a message, in the same write: the envelope of the one that follows.
    private void Speculate()
    {
        if (!MayFollow || _next is not null || TakeNext() is not { } next) return;
        _next = next;
        ChooseTravel(next);
        if (Window == 1 && EnvelopeOctets(next) <= MaxSpeculation) WriteEnvelope(next);
    }

    private static int EnvelopeOctets(SendOperation operation)
    {
        const int Commands = 128;
        const int WithDsn = 400;
        var dsn = operation.Transaction.Dsn is not null;
        var octets = Commands + OctetsOf(operation.Transaction.From) + (dsn ? WithDsn : 0);
        for (var i = 0; i < operation.Count; i++) octets += 16 + (OctetsOf(operation.Transaction.Recipients[i]) * (dsn ? 4 : 1)) + (dsn ? 64 : 0);
        return octets;

        static int OctetsOf(Mailbox? mailbox) => mailbox is null ? 0 : (mailbox.LocalPart.Length * (mailbox.RequiresSmtpUtf8 ? 3 : 1)) + mailbox.Domain.Length;
    }

    // Whether the content may travel with the envelope, before any reply to it (MaxInFlight).
    private async ValueTask<bool> GoesWholeAsync(SendOperation operation)
    {
        if (Window == 1) return false;
        var travelsAlone = operation.Transaction.TravelsAlone;
        if (travelsAlone || _lastTravelsAlone) await DotsAnsweredAsync(0).ConfigureAwait(false);
        _lastTravelsAlone = travelsAlone;
        if (!operation.UsesChunks || !MayFollow || !(operation.Length <= ContentWriter.ChunkThreshold)) return false;
        if (travelsAlone || _traits.Has(HostTrait.ExecutesRefusedChunks)) return false;
        if (_traits.Has(HostTrait.DiscardsRefusedChunks)) return true;
        // Nobody is ahead of it: the question would cost more than it can gain. Behind a dot is where it must be asked, since whole messages will stand there.
        return IsUnresolved && await AskAboutChunksAsync().ConfigureAwait(false);
    }

    private async ValueTask<bool> AskAboutChunksAsync()
    {
        var question = _question = new ChunkQuestion();
        ChunkQuestion.Write(_commands, _options.EhloName ?? OwnName());
        var last = 0L;
        for (var i = 0; i < ChunkQuestion.Owed; i++) last = _replies.Add(new ExpectedReply(ReplyTo.Question, null));
        (_hasBegun, _lastDot) = (true, 0);
        await SendAsync(_options.Timeouts.Envelope).ConfigureAwait(false);
        await _replies.AnsweredAsync(last).ConfigureAwait(false);
        _dots.Clear();
        if (!IsAlive) return false;
        _traits.Learn(question.Discards ? HostTrait.DiscardsRefusedChunks : HostTrait.ExecutesRefusedChunks);
        return question.Discards;
    }
}
