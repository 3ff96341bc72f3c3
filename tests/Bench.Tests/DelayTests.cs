using System.Net;
using System.Net.Sockets;
using Leadmetrics.Bench.Delay;
using Leadmetrics.Bench.Drain;

namespace Leadmetrics.Bench.Tests;

public sealed class DelayTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public void An_item_goes_when_its_delay_is_over_and_not_before()
    {
        var queue = new DelayQueue<string>(delay: 100, early: 5);
        Assert.Null(queue.Remaining(0));
        queue.Enqueue("a", now: 0);
        queue.Enqueue("b", now: 40);
        Assert.Equal(90, queue.Remaining(10));
        Assert.False(queue.TryDequeue(94, out _));
        Assert.True(queue.TryDequeue(95, out var first));
        Assert.Equal("a", first);
        Assert.False(queue.TryDequeue(95, out _));
        Assert.Equal(0, queue.Remaining(500));
        Assert.True(queue.TryDequeue(140, out var second));
        Assert.Equal("b", second);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public async Task Octets_come_out_in_their_order_and_none_is_lost_while_thousands_of_chunks_are_on_their_way()
    {
        using var server = Listen();
        await using var proxy = new DelayProxy(Port(server), TimeSpan.FromMilliseconds(20));
        using var client = await ConnectAsync(proxy.Port);
        using var accepted = await server.AcceptAsync().WaitAsync(Bound);
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);

        var sending = Task.Run(async () =>
        {
            for (var at = 0; at < sent.Length; at += 500) await client.SendAsync(sent.AsMemory(at, 500));
            client.Shutdown(SocketShutdown.Send);
        });
        var received = new MemoryStream();
        await using (var stream = new NetworkStream(accepted)) await stream.CopyToAsync(received).WaitAsync(Bound);
        await sending.WaitAsync(Bound);

        Assert.True(sent.AsSpan().SequenceEqual(received.GetBuffer().AsSpan(0, (int)received.Length)));
        Assert.Equal(sent.Length, proxy.OctetsToServer);
    }

    [Fact]
    public async Task The_end_of_one_side_passes_while_the_other_still_speaks()
    {
        using var server = Listen();
        await using var proxy = new DelayProxy(Port(server), TimeSpan.FromMilliseconds(5));
        using var client = await ConnectAsync(proxy.Port);
        using var accepted = await server.AcceptAsync().WaitAsync(Bound);
        client.Shutdown(SocketShutdown.Send);
        var octets = new byte[16];
        Assert.Equal(0, await accepted.ReceiveAsync(octets).WaitAsync(Bound));
        await accepted.SendAsync("late"u8.ToArray());
        Assert.Equal(4, await client.ReceiveAsync(octets).WaitAsync(Bound));
    }

    [Fact]
    public async Task A_server_that_is_gone_ends_the_client_too()
    {
        using var server = Listen();
        await using var proxy = new DelayProxy(Port(server), TimeSpan.FromMilliseconds(5));
        using var client = await ConnectAsync(proxy.Port);
        var accepted = await server.AcceptAsync().WaitAsync(Bound);
        accepted.Close(0);
        Assert.Equal(0, await client.ReceiveAsync(new byte[16]).WaitAsync(Bound));
    }

    [Fact]
    public async Task A_round_trip_takes_what_was_asked_for()
    {
        using var sink = new DrainSink(chunking: false);
        await using var proxy = new DelayProxy(sink.Port, TimeSpan.FromMilliseconds(20));
        var measured = await RoundTrip.MeasureAsync(proxy.Port, CancellationToken.None).WaitAsync(Bound);

        // Never early by more than the tolerance of both ways; late by what a busy machine adds.
        Assert.InRange(measured, 39, 1_000);
    }

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }

    private static int Port(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;

    private static async Task<Socket> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Bound);
        return socket;
    }
}
