using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

/// <summary>The counts while mail goes out: no mail is ever missing from them.</summary>
public abstract class DrainConformance(SharedHost shared) : ApiScenario(shared)
{
    private const int Mails = 200;

    [Fact]
    public async Task Two_hundred_mails_are_pending_or_sent_at_every_moment_of_their_drain()
    {
        Catcher.Server.Options.SenderReply = _ =>
        {
            // A server that takes its time, so that the drain is seen from within.
            using var pause = new ManualResetEventSlim();
            pause.Wait(TimeSpan.FromMilliseconds(10), CancellationToken.None);
            return null;
        };
        await AddVerifiedAsync(Acme, Settings(""","maxConnections":2"""));
        (await Acme.PostAsync("/api/email/queue/bulk", $$"""{"messages":[{{string.Join(',', Enumerable.Range(0, Mails).Select(i => Message($"Letter {i}")))}}]}""")).Is(HttpStatusCode.Accepted);

        var seen = new List<(long Pending, long Sent)>();
        await UntilAsync(async () =>
        {
            var status = await StatusAsync(Acme);
            Assert.Equal(Count(status, "pending"), Count(status, "ready") + Count(status, "scheduled") + Count(status, "sending"));
            seen.Add((Count(status, "pending"), Count(status, "sent")));
            return Count(status, "sent") == Mails && Count(status, "pending") == 0;
        });

        // The counts are read one after the other: a mail that is settled between the two may be in both, and in neither never.
        Assert.All(seen, counts => Assert.True(counts.Pending + counts.Sent >= Mails, $"{counts.Pending} + {counts.Sent}"));
        Assert.Equal(seen.Select(counts => counts.Sent).Order(), seen.Select(counts => counts.Sent));
        Assert.Contains(seen, counts => counts is { Pending: > 0, Sent: > 0 });
        Assert.Equal(Mails, Catcher.Messages.Count);
        await HoursAddUpAsync();
    }

    private async Task HoursAddUpAsync()
    {
        var hours = await Acme.GetAsync("/api/email/hours");
        var items = hours.Items();
        Assert.Equal(24, items.Count);
        var starts = items.Select(hour => hour.GetProperty("hour").GetDateTimeOffset()).ToArray();
        Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.Equal(TimeSpan.FromHours(1), pair.Second - pair.First));
        Assert.Equal(Mails, items.Sum(hour => Count(hour, "sent")));
        Assert.Equal(JsonValueKind.Null, hours["maxPerHour"].ValueKind);
        Assert.Equal(168, (await Acme.GetAsync("/api/email/hours?hours=168")).Items().Count);
        Assert.Equal(Mails, Count(await StatusAsync(Acme), "sentCountThisHour"));
    }

    private static long Count(JsonElement counts, string name) => counts.GetProperty(name).GetInt64();
}
