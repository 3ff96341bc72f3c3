namespace Leadmetrics.Notifications.Tests.Delivery.Bounces;

/// <summary>Gives one octet a read, and breaks at its end where that is asked for.</summary>
internal sealed class SlowStream(byte[] octets, bool breaks = false) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_at == octets.Length) return breaks ? throw new IOException("The connection broke.") : 0;
        buffer[offset] = octets[_at++];
        return 1;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
