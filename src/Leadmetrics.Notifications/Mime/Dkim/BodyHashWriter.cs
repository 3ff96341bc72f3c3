using System.Buffers;
using System.IO.Pipelines;

namespace Leadmetrics.Notifications.Mime.Dkim;

/// <summary>A pipe whose other end is the hash of a body: what is written is hashed and forgotten.</summary>
internal sealed class BodyHashWriter : PipeWriter, IDisposable
{
    // Small enough that what is written is still in a near cache when it is hashed.
    private const int UsualLength = 32 * 1024;

    private readonly RelaxedBodyHash _hash = new();
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualLength);

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_buffer.Length < sizeHint)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(sizeHint);
        }

        return _buffer;
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _hash.Append(_buffer.AsSpan(0, bytes));

    /// <summary>Hashes what needs no place in the buffer.</summary>
    public void Append(ReadOnlySpan<byte> octets) => _hash.Append(octets);

    /// <summary>Ends the body.</summary>
    /// <param name="hash">32 octets.</param>
    public void Finish(Span<byte> hash) => _hash.Finish(hash);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(new FlushResult(isCanceled: false, isCompleted: false));
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
    }
}
