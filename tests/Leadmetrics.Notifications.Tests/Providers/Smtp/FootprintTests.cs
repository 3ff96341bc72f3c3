namespace Leadmetrics.Notifications.Tests.Providers.Smtp;

/// <summary>What a send takes of the process: alone in it while it is measured.</summary>
[CollectionDefinition(nameof(FootprintTests), DisableParallelization = true)]
[Collection(nameof(FootprintTests))]
public sealed class FootprintTests
{
    private const int Megabyte = 1024 * 1024;

#if DEBUG
    // Without optimisation every async method's state is an object, even where it ends at once.
    private const int Budget = 4096;
#else
    private const int Budget = 2048;
#endif

    private static CancellationToken Cancel => Accounts.Cancel;

    [Fact]
    public async Task A_message_of_2_kB_allocates_2_KiB_at_most_from_the_message_to_the_wire()
    {
        const int Rounds = 500;
        const int Looks = 5;
        using var server = new DrainingServer();
        var built = Accounts.Build(server.Port, """{"pool":{"maxConnections":1,"maxMessages":100000}}""");
        var message = Accounts.Message with { Text = new string('a', 70).PadRight(1000, '.'), Html = "<p>" + new string('b', 990) + "</p>" };
        await SendAsync(Rounds);

        // The counter is the whole process's, in which what other tests left behind may still allocate: that only ever adds.
        var each = long.MaxValue;
        for (var look = 0; look < Looks; look++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await SendAsync(Rounds);
            each = Math.Min(each, (GC.GetTotalAllocatedBytes(precise: true) - before) / Rounds);
        }

        await built.RetireAsync();

        TestContext.Current.TestOutputHelper!.WriteLine($"{each} B a message");
        Assert.Equal((Looks + 1) * Rounds, server.Messages);
        Assert.InRange(each, 1, Budget);

        async Task SendAsync(int count)
        {
            for (var i = 0; i < count; i++) await built.Provider.SendAsync(Accounts.Submit(message), Cancel);
        }
    }

    [Fact]
    public async Task An_attachment_of_100_MB_never_sits_in_memory()
    {
        using var server = new DrainingServer();
        var built = Accounts.Build(server.Port);
        await built.Provider.SendAsync(Accounts.Submit(With(Megabyte, null)), Cancel);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var most = new Footprint();
        var before = Footprint.Now();
        await built.Provider.SendAsync(Accounts.Submit(With(100 * Megabyte, most)), Cancel);
        await built.RetireAsync();

        TestContext.Current.TestOutputHelper!.WriteLine($"heap {(most.Heap - before.Heap) / Megabyte} MiB, working set {(most.WorkingSet - before.WorkingSet) / Megabyte} MiB");
        Assert.Equal(2, server.Messages);
        Assert.True(most.Samples >= 100);
        Assert.InRange(most.Heap - before.Heap, long.MinValue, 16 * Megabyte);
        Assert.InRange(most.WorkingSet - before.WorkingSet, long.MinValue, 16 * Megabyte);
    }

    private static EmailMessage With(int octets, Footprint? most) => Accounts.Message with
    {
        Attachments = [EmailAttachment.FromStream("large.bin", _ => ValueTask.FromResult<Stream>(new Generated(octets, most)), length: octets)],
    };

    /// <summary>The largest that was seen.</summary>
    private sealed class Footprint
    {
        public long Heap { get; private set; }

        public long WorkingSet { get; private set; }

        public int Samples { get; private set; }

        public static Footprint Now()
        {
            var now = new Footprint();
            now.Sample();
            return now;
        }

        public void Sample()
        {
            Heap = Math.Max(Heap, GC.GetTotalMemory(forceFullCollection: false));
            WorkingSet = Math.Max(WorkingSet, Environment.WorkingSet);
            Samples++;
        }
    }

    /// <summary>Octets made as they are read; a look at the process for each megabyte.</summary>
    private sealed class Generated(int octets, Footprint? most) : Stream
    {
        private int _position;
        private int _nextSample;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, octets - _position);
            for (var i = 0; i < count; i++) buffer[i] = (byte)((_position + i) * 31);
            _position += count;
            if (_position >= _nextSample)
            {
                most?.Sample();
                _nextSample += Megabyte;
            }

            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
