namespace Leadmetrics.Smtp.Tests;

public sealed class ConnectionCapsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_destination_takes_so_many_and_the_next_in_order_of_arrival()
    {
        var caps = new SmtpConnectionCaps(100, 2);
        var first = await Enter(caps, "a");
        var second = await Enter(caps, "a");
        var third = Enter(caps, "a");
        var fourth = Enter(caps, "a");
        Assert.False(third.IsCompleted || fourth.IsCompleted);
        Assert.Equal((2, 2), (caps.Open, caps.Waiting));

        second.Dispose();
        var granted = await third.WaitAsync(Cancel);
        Assert.False(fourth.IsCompleted);
        second.Dispose();
        Assert.False(fourth.IsCompleted);
        first.Dispose();
        (await fourth.WaitAsync(Cancel)).Dispose();
        granted.Dispose();
        Assert.Equal((0, 0), (caps.Open, caps.Waiting));
    }

    [Theory]
    [InlineData("SMTP.example.com", 587)]
    [InlineData("smtp.example.com.", 587)]
    public async Task A_host_is_one_destination_however_it_is_written(string host, int port)
    {
        var caps = new SmtpConnectionCaps(100, 1);
        using var held = await caps.EnterAsync("smtp.example.com", 587, Cancel);

        Assert.False(caps.EnterAsync(host, port, Cancel).AsTask().IsCompleted);
        Assert.True(caps.EnterAsync(host, 465, Cancel).AsTask().IsCompleted);
        Assert.True(caps.EnterAsync("smtp.example.org", port, Cancel).AsTask().IsCompleted);
    }

    [Fact]
    public async Task A_full_destination_holds_up_no_other()
    {
        var caps = new SmtpConnectionCaps(3, 1);
        using var held = await Enter(caps, "a");
        var waiting = Enumerable.Range(0, 50).Select(_ => Enter(caps, "a")).ToArray();

        using var other = await Enter(caps, "b").WaitAsync(Cancel);
        Assert.All(waiting, each => Assert.False(each.IsCompleted));
    }

    [Fact]
    public async Task Under_the_total_the_destinations_take_turns()
    {
        var caps = new SmtpConnectionCaps(1, 1);
        var held = await Enter(caps, "x");
        var crowd = Enumerable.Range(0, 20).Select(_ => Enter(caps, "a")).ToList();
        var single = Enter(caps, "b");

        held.Dispose();
        var first = await crowd[0].WaitAsync(Cancel);
        Assert.False(single.IsCompleted);
        first.Dispose();
        (await single.WaitAsync(Cancel)).Dispose();
        for (var i = 1; i < crowd.Count; i++) (await crowd[i].WaitAsync(Cancel)).Dispose();
        Assert.Equal((0, 0), (caps.Open, caps.Waiting));
    }

    [Fact]
    public async Task Who_is_full_itself_does_not_lose_its_turn_to_the_total()
    {
        var caps = new SmtpConnectionCaps(2, 1);
        var a = await Enter(caps, "a");
        var b = await Enter(caps, "b");
        var waitsForA = Enter(caps, "a");
        var waitsForC = Enter(caps, "c");

        b.Dispose();
        using var c = await waitsForC.WaitAsync(Cancel);
        Assert.False(waitsForA.IsCompleted);
        a.Dispose();
        (await waitsForA.WaitAsync(Cancel)).Dispose();
    }

    [Fact]
    public async Task A_cancelled_wait_ends_and_the_place_goes_to_the_next()
    {
        var caps = new SmtpConnectionCaps(1, 1);
        var held = await Enter(caps, "a");
        using var cancel = new CancellationTokenSource();
        var given = caps.EnterAsync("a", 25, cancel.Token).AsTask();
        var next = Enter(caps, "a");
        await cancel.CancelAsync();

        Assert.Equal(cancel.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given)).CancellationToken);
        Assert.Equal(1, caps.Waiting);
        held.Dispose();
        (await next.WaitAsync(Cancel)).Dispose();
        Assert.Equal(0, caps.Open);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caps.EnterAsync("a", 25, cancel.Token).AsTask());
        Assert.Equal(0, caps.Open);
    }

    [Fact]
    public async Task Who_has_to_wait_asks_for_a_place_and_an_idle_holder_can_make_way_at_once()
    {
        var caps = new SmtpConnectionCaps(2, 1);
        var idle = await Enter(caps, "a");
        var asked = new List<SmtpPlaceWanted>();
        caps.PlaceWanted += wanted =>
        {
            asked.Add(wanted);
            idle.Dispose();
        };
        using var a = await Enter(caps, "a").WaitAsync(Cancel);
        using var b = await Enter(caps, "b").WaitAsync(Cancel);
        var c = Enter(caps, "c");

        Assert.Equal([new SmtpPlaceWanted("a", 25, true), new SmtpPlaceWanted("c", 25, false)], asked);
        b.Dispose();
        (await c.WaitAsync(Cancel)).Dispose();
    }

    [Fact]
    public async Task A_handler_that_throws_ends_the_wait_and_costs_no_place()
    {
        var caps = new SmtpConnectionCaps(1, 1);
        var held = await Enter(caps, "a");
        caps.PlaceWanted += _ => throw new InvalidDataException("handler");
        await Assert.ThrowsAsync<InvalidDataException>(() => Enter(caps, "a"));
        Assert.Equal(0, caps.Waiting);

        // The handler makes way and throws: the place was granted, and is given back.
        var givesWay = new SmtpConnectionCaps(1, 1);
        var idle = await Enter(givesWay, "a");
        givesWay.PlaceWanted += _ =>
        {
            idle.Dispose();
            throw new InvalidDataException("handler");
        };
        await Assert.ThrowsAsync<InvalidDataException>(() => Enter(givesWay, "a"));
        Assert.Equal((0, 0), (givesWay.Open, givesWay.Waiting));
        held.Dispose();
        Assert.Equal(0, caps.Open);
    }

    [Fact]
    public async Task Under_load_the_bounds_hold_and_nothing_is_lost()
    {
        const int PerDestination = 3;
        const int Total = 5;
        var caps = new SmtpConnectionCaps(Total, PerDestination);
        var open = new int[4];
        var (total, worst, entered) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 32).Select(worker => Task.Run(async () =>
        {
            for (var i = 0; i < 200; i++)
            {
                var destination = (worker + i) % open.Length;
                using var cancel = new CancellationTokenSource();
                var entering = Enter(caps, $"d{destination}", cancel.Token);
                if (i % 5 == 0) await cancel.CancelAsync();
                try
                {
                    using var place = await entering;
                    var (here, all) = (Interlocked.Increment(ref open[destination]), Interlocked.Increment(ref total));
                    if (here > PerDestination || all > Total) Interlocked.Increment(ref worst);
                    Interlocked.Increment(ref entered);
                    await Task.Yield();
                    Interlocked.Decrement(ref open[destination]);
                    Interlocked.Decrement(ref total);
                }
                catch (OperationCanceledException)
                {
                    // Left the line.
                }
            }
        }, Cancel))).WaitAsync(TimeSpan.FromSeconds(30), Cancel);

        Assert.Equal((0, 0, 0), (worst, caps.Open, caps.Waiting));
        Assert.True(entered >= 32 * 160);
    }

    [Fact]
    public void Bounds_below_one_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpConnectionCaps(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SmtpConnectionCaps(1, 0));
    }

    private static Task<IDisposable> Enter(SmtpConnectionCaps caps, string host, CancellationToken? cancellationToken = null) => caps.EnterAsync(host, 25, cancellationToken ?? Cancel).AsTask();
}
