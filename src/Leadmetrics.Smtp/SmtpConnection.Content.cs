using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Leadmetrics.Smtp.Wire;

namespace Leadmetrics.Smtp;

// The content, by DATA or in chunks, and its end.
public sealed partial class SmtpConnection
{
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask DataAsync(SendOperation operation)
    {
        // Owed from now on: a server may refuse in the middle of the content.
        var answer = _replies.Add(new ExpectedReply(ReplyTo.Dot, operation));
        _content.Begin(stuffDots: true);
        await WriteContentAsync(operation).ConfigureAwait(false);
        if (!await PassGateAsync(operation).ConfigureAwait(false)) return;
        _output.Write(".\r\n"u8);
        await EndLeavesAsync(answer).ConfigureAwait(false);
    }

    // A chunk leaves whole or not at all: until the last one does, the message can be taken back by not going on.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ChunksAsync(SendOperation operation)
    {
        _content.BeginChunk(operation.Length);
        try
        {
            await WriteContentAsync(operation).ConfigureAwait(false);
            if (!await PassGateAsync(operation).ConfigureAwait(false)) return;
            _content.EndChunk(isLast: true);
        }
        finally
        {
            _content.DropChunk();
        }

        await EndLeavesAsync(_replies.Add(new ExpectedReply(ReplyTo.Dot, operation))).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteContentAsync(SendOperation operation)
    {
        Carry(operation);
        await InContextOf(operation, static state => ((SmtpConnection)state!).StartContent()).ConfigureAwait(false);
        if (_content.CompletedWith is { } failure) ExceptionDispatchInfo.Throw(failure);
        if (_writeBroken) throw new IOException("The content went on after the connection broke.");
        if (operation.Length is { } length && length != _content.ContentOctets)
        {
            throw new InvalidOperationException($"The content said that it has {length} octets and wrote {_content.ContentOctets}.");
        }

        _content.End();
    }

    // Who cancels this one cancels the token that it was given, and no other's.
    private void Carry(SendOperation? operation)
    {
        lock (_lock)
        {
            _carried = operation;
            _carriedToken = _abandoned.Token;
        }
    }

    // True where the end of the message may leave: from then on nothing but a reply makes its outcome certain.
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> PassGateAsync(SendOperation operation)
    {
        if (operation.IsEnded) return false;
        if (operation.Transaction.Gate is not null) await InContextOf(operation, static state => ((SmtpConnection)state!).StartGate()).ConfigureAwait(false);
        return operation.TryEnterDotSent();
    }

    // The end of the message, and what may travel behind it, in one write.
    private ValueTask EndLeavesAsync(long answer)
    {
        Carry(null);
        _dots.Enqueue(answer);
        _lastDot = answer;
        _replies.DotLeft(answer);
        Speculate();
        return SendAsync(_options.Timeouts.DataBlock);
    }

    // So much content has gathered that it is to leave.
    private ValueTask ContentGatheredAsync() => _content.InChunk ? ChunkLeavesAsync() : SendAsync(_options.Timeouts.DataBlock);

    private async ValueTask ChunkLeavesAsync()
    {
        var operation = _carried!;
        ThrowIfEnded(operation);
        _content.EndChunk(isLast: false);
        _replies.Add(new ExpectedReply(ReplyTo.Chunk, operation));
        await SendAsync(_options.Timeouts.DataBlock).ConfigureAwait(false);
        ThrowIfEnded(operation);
        _content.BeginNextChunk();

        // The server has refused a chunk, or the caller has cancelled: what the content throws on our behalf reaches nobody.
        static void ThrowIfEnded(SendOperation operation)
        {
            if (operation.IsEnded) throw new OperationCanceledException("The message has ended before its content.");
        }
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
    private void StartContent() => _started = _starting!.Transaction.Content.WriteToAsync(_content, _carriedToken);

    private void StartGate() => _started = _starting!.Transaction.Gate!(_carriedToken);
#pragma warning restore CA2012
}
