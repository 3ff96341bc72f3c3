using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace Leadmetrics.Notifications.Providers.Ses;

/// <summary>A pipe whose other end gets what is written as base64, without line ends, block by block.</summary>
/// <remarks>Invariant: between flushes whole groups of three octets leave; up to two wait for the next ones. Only <see cref="FinishAsync"/> pads.</remarks>
/// <param name="sink">Takes the base64; what it is given is its own only until it returns.</param>
internal sealed class Base64Writer(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink) : PipeWriter, IDisposable
{
    private const int UsualLength = 64 * 1024;
    private const int LeastFree = 4 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(UsualLength);
    private int _filled;

    /// <summary>How many octets were written, before base64.</summary>
    public long Octets { get; private set; }

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        var wanted = Math.Max(sizeHint, LeastFree);
        if (_buffer.Length - _filled < wanted)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_filled + wanted, 2 * _buffer.Length));
            _buffer.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsMemory(_filled);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _filled += bytes;
        Octets += bytes;
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        await EncodeAsync(_filled / 3 * 3, cancellationToken).ConfigureAwait(false);
        return new FlushResult(isCanceled: false, isCompleted: false);
    }

    /// <summary>Gives out what is left, padded.</summary>
    public ValueTask FinishAsync(CancellationToken cancellationToken) => EncodeAsync(_filled, cancellationToken);

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);

    private async ValueTask EncodeAsync(int count, CancellationToken cancellationToken)
    {
        if (count == 0) return;
        var encoded = ArrayPool<byte>.Shared.Rent(Base64.GetMaxEncodedToUtf8Length(count));
        try
        {
            Base64.EncodeToUtf8(_buffer.AsSpan(0, count), encoded, out _, out var written);
            await sink(encoded.AsMemory(0, written), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(encoded);
        }

        _buffer.AsSpan(count, _filled - count).CopyTo(_buffer);
        _filled -= count;
    }
}
