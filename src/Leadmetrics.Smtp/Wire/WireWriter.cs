using System.Buffers;

namespace Leadmetrics.Smtp.Wire;

/// <summary>Gathers what goes out in one pooled buffer, so that what belongs together leaves in one write. One writer at a time.</summary>
/// <remarks>
/// The buffer is rented when first needed and given back by <see cref="Release"/>, only by the one who writes: a write under way
/// still reads it. It grows where somebody asks for more than fits before flushing.
/// </remarks>
internal sealed class WireWriter(Stream stream) : IBufferWriter<byte>
{
    /// <summary>From this many octets on, gathered content is sent.</summary>
    public const int FlushThreshold = 32 * 1024;

    private const int InitialSize = 40 * 1024;

    private Stream _stream = stream;
    private byte[] _buffer = [];

    /// <summary>How many octets wait to be sent.</summary>
    public int Count { get; private set; }

    /// <summary>Goes on over another stream: TLS over the same socket.</summary>
    /// <param name="secured">The stream from now on.</param>
    public void SwitchTo(Stream secured) => _stream = secured;

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - Count);
        Count += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _buffer.AsMemory(Count);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureRoom(sizeHint);
        return _buffer.AsSpan(Count);
    }

    /// <summary>What waits from an offset on.</summary>
    /// <param name="start">0 to <see cref="Count"/>.</param>
    /// <returns>The octets.</returns>
    public ReadOnlySpan<byte> Written(int start) => _buffer.AsSpan(start, Count - start);

    /// <summary>Octets that were put behind <see cref="Count"/> and not advanced over.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The octets.</returns>
    public ReadOnlySpan<byte> Unadvanced(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - Count);
        return _buffer.AsSpan(Count, count);
    }

    /// <summary>Forgets what waits from an offset on.</summary>
    /// <param name="count">How many octets stay.</param>
    public void Truncate(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        Count = count;
    }

    /// <summary>Puts octets in the place of others that wait; what stands behind them moves where they are not as many.</summary>
    /// <param name="start">The offset of the first that goes.</param>
    /// <param name="length">How many go.</param>
    /// <param name="replacement">What comes.</param>
    public void Replace(int start, int length, ReadOnlySpan<byte> replacement)
    {
        var more = replacement.Length - length;
        if (more > 0) EnsureRoom(more);
        if (more != 0) _buffer.AsSpan(start + length, Count - start - length).CopyTo(_buffer.AsSpan(start + replacement.Length));
        replacement.CopyTo(_buffer.AsSpan(start));
        Count += more;
    }

    /// <summary>Overwrites and forgets what waits from an offset on: a secret that was sent or will not be.</summary>
    public void Clear() => _buffer.AsSpan().Clear();

    /// <summary>Starts sending what waits.</summary>
    /// <param name="cancellationToken">Ends the write; the connection is of no use afterwards.</param>
    /// <returns>A task that ends when the stream took everything.</returns>
    public ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (Count == 0) return ValueTask.CompletedTask;
        var waiting = _buffer.AsMemory(0, Count);
        Count = 0;
        return _stream.WriteAsync(waiting, cancellationToken);
    }

    /// <summary>Gives the buffer back; nothing may wait or be under way.</summary>
    public void Release()
    {
        if (_buffer.Length == 0) return;
        Count = 0;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void EnsureRoom(int sizeHint)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        var needed = Count + Math.Max(sizeHint, 1);
        if (needed > _buffer.Length) Grow(needed);
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Math.Max(InitialSize, Math.Min(_buffer.Length, 512 * 1024 * 1024) * 2)));
        _buffer.AsSpan(0, Count).CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
