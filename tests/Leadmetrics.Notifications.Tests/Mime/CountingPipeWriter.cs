using System.IO.Pipelines;

namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>Counts and forgets what is written.</summary>
internal sealed class CountingPipeWriter : PipeWriter
{
    private byte[] _buffer = new byte[4096];
    private long _unflushed;

    public long Total { get; private set; }

    public long LongestUnflushed { get; private set; }

    public override void Advance(int bytes)
    {
        Total += bytes;
        _unflushed += bytes;
        LongestUnflushed = Math.Max(LongestUnflushed, _unflushed);
    }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length < sizeHint) _buffer = new byte[sizeHint];
        return _buffer;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        _unflushed = 0;
        return new(new FlushResult(isCanceled: false, isCompleted: false));
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }
}
