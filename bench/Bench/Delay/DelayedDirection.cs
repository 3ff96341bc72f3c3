using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Leadmetrics.Bench.Delay;

/// <summary>One direction of a proxied connection: what is read is posted to the line at once, and written in the same order when the line releases it.</summary>
/// <remarks>Reading never waits for writing until <see cref="MostParcels"/> are on their way, so that a round trip costs time and not throughput.</remarks>
internal sealed class DelayedDirection(Socket from, Socket to, DelayLine line) : IDisposable
{
    private const int MostParcels = 4096;
    private const int ParcelSize = 64 * 1024;

    private readonly Channel<Parcel> _due = Channel.CreateUnbounded<Parcel>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
    private readonly SemaphoreSlim _room = new(MostParcels);
    private long _octets;

    /// <summary>Octets read so far.</summary>
    public long Octets => Interlocked.Read(ref _octets);

    /// <summary>Called by the line.</summary>
    public void Release(Parcel parcel) => _due.Writer.TryWrite(parcel);

    /// <summary>Carries until the end of the stream.</summary>
    /// <exception cref="SocketException">One of the two sockets broke.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = ReadAsync(either.Token);
        var writing = WriteAsync(either.Token);
        var first = await Task.WhenAny(reading, writing);
        if (!first.IsCompletedSuccessfully) await either.CancelAsync();
        await Task.WhenAll(reading, writing);
    }

    public void Dispose() => _room.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        int length;
        do
        {
            await _room.WaitAsync(cancellationToken);
            var buffer = ArrayPool<byte>.Shared.Rent(ParcelSize);
            length = await from.ReceiveAsync(buffer.AsMemory(0, ParcelSize), SocketFlags.None, cancellationToken);
            Interlocked.Add(ref _octets, length);
            line.Post(new Parcel(this, buffer, length));
        }
        while (length > 0);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach (var parcel in _due.Reader.ReadAllAsync(cancellationToken))
        {
            if (parcel.Length == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (var rest = parcel.Buffer.AsMemory(0, parcel.Length); !rest.IsEmpty;) rest = rest[await to.SendAsync(rest, SocketFlags.None, cancellationToken)..];
            ArrayPool<byte>.Shared.Return(parcel.Buffer);
            _room.Release();
        }
    }
}
