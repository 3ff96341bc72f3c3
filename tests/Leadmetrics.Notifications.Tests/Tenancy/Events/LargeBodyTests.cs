using Leadmetrics.Notifications.Tenancy.Events;
using Leadmetrics.Notifications.Tests.Providers.SendGrid.Events;
using static Leadmetrics.Notifications.Tests.Providers.SendGrid.Events.GivenEvents;

namespace Leadmetrics.Notifications.Tests.Tenancy.Events;

public sealed class LargeBodyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_events_in_one_body_are_stored_by_the_thousand_and_in_order()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();

        var answer = await host.PostAsync(token, Many(10_000));

        Assert.Equal((10_000, 0), (answer.Stored, answer.Known));
        Assert.Equal(Enumerable.Repeat(1_000, 10), host.Store.Calls);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"e{i:D6}"), host.Store.Events.Select(heard => heard.EventId));
    }

    [Fact]
    public async Task An_event_costs_the_same_memory_among_a_thousand_and_among_ten_thousand()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();
        host.Store.Forgets = true;
        var (few, many) = (Many(1_000), Many(10_000));
        await AllocatedAsync(many);

        var (small, large) = (await AllocatedAsync(few) / 1_000d, await AllocatedAsync(many) / 10_000d);

        // About 2,000 octets each: an event, its texts and its record. None of it lives longer than its thousand.
        Assert.InRange(large, 200, 4_000);
        Assert.InRange(large / small, 0.5, 1.2);

        async Task<long> AllocatedAsync(byte[] body)
        {
            var timestamp = EventSigner.At(host.Clock.GetUtcNow());
            var signature = host.RowKey.Sign(timestamp, body);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var answer = host.PostAsync(token, body, signature, timestamp);

            // Nothing in it waits, so all of it was on this thread.
            Assert.True(answer.IsCompleted);
            Assert.Equal(WebhookStatus.Stored, (await answer).Status);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Theory]
    [InlineData(0, WebhookStatus.Stored)]
    [InlineData(1, WebhookStatus.TooLarge)]
    public async Task A_body_is_as_large_as_is_allowed_and_not_an_octet_larger(int beyond, WebhookStatus status)
    {
        await using var host = new WebhookHost(options => options.Webhooks.MaxBody = 200_000);
        var (_, token) = await host.AddAcmeAsync();
        var body = Padded(200_000 + beyond);

        Assert.Equal(status, (await host.PostAsync(token, body)).Status);
        Assert.Equal(status, (await PostAsync(host, token, body, new TrickleStream(body), null)).Status);
        Assert.Equal(status, (await PostAsync(host, token, body, new TrickleStream(body), 5)).Status);
    }

    [Fact]
    public async Task A_body_that_says_it_is_too_large_is_not_read_and_one_that_turns_out_to_be_is_read_no_further()
    {
        await using var host = new WebhookHost(options => options.Webhooks.MaxBody = 100_000);
        var (_, token) = await host.AddAcmeAsync();
        var body = Padded(5_000_000);
        var (said, silent) = (new TrickleStream(body), new TrickleStream(body));

        Assert.Equal(WebhookStatus.TooLarge, (await PostAsync(host, token, body, said, body.Length)).Status);
        Assert.Equal(WebhookStatus.TooLarge, (await PostAsync(host, token, body, silent, null)).Status);

        Assert.Equal(0, said.Position);
        Assert.InRange(silent.Position, 100_001, 400_000);
    }

    [Fact]
    public async Task What_breaks_the_body_off_is_the_endpoints_to_answer()
    {
        await using var host = new WebhookHost();
        var (_, token) = await host.AddAcmeAsync();

        await Assert.ThrowsAsync<IOException>(() => PostAsync(host, token, [], new TrickleStream(Many(100)) { BreaksAt = 5_000 }, null));
        Assert.Empty(host.Store.Calls);
    }

    private static Task<WebhookAnswer> PostAsync(WebhookHost host, string token, byte[] body, Stream stream, long? contentLength)
    {
        var timestamp = EventSigner.At(host.Clock.GetUtcNow());
        return host.Webhooks.ReceiveAsync("sendgrid", token, new WebhookRequest { Signature = host.RowKey.Sign(timestamp, body), Timestamp = timestamp, Body = stream, ContentLength = contentLength }, Cancel);
    }

    private static byte[] Padded(int length)
    {
        var body = Body(Event("delivered"));
        return [.. body, .. Enumerable.Repeat((byte)' ', length - body.Length)];
    }

    /// <summary>Gives a thousand octets at a time, as a wire does.</summary>
    private sealed class TrickleStream(byte[] octets) : MemoryStream(octets)
    {
        public int BreaksAt { get; init; } = int.MaxValue;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position >= BreaksAt ? throw new IOException("The connection was reset.") : base.ReadAsync(buffer[..Math.Min(1_000, buffer.Length)], cancellationToken);
    }
}
