namespace Leadmetrics.Notifications.Tests.Mime;

/// <summary>A stream that can be short of breath, unseekable, endless, or break.</summary>
internal sealed class TestStream(byte[] content) : Stream
{
    private long _position;

    public bool Seekable { get; init; }

    public int? ThrowsAt { get; init; }

    public long? Endless { get; init; }

    public Action? OnRead { get; init; }

    public bool IsClosed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => Seekable;

    public override bool CanWrite => false;

    public override long Length => Seekable ? content.Length : throw new NotSupportedException();

    public override long Position
    {
        get => Seekable ? _position : throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnRead?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        if (_position >= ThrowsAt) throw new InvalidDataException("broken");
        if (Endless is null) await Task.Yield();

        // In odd pieces, as a network gives them.
        var count = (int)Math.Min(Math.Min(buffer.Length, Endless is null ? 7001 : int.MaxValue), (Endless ?? content.Length) - _position);
        if (Endless is null) content.AsSpan((int)_position, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only ever read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        IsClosed = true;
        base.Dispose(disposing);
    }
}
