using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

/// <summary>The counts as they are watched.</summary>
public abstract class StreamConformance(SharedHost shared) : ApiScenario(shared)
{
    private const string Path = "/api/email/events/stream";

    [Fact]
    public async Task The_counts_come_at_once_and_again_whenever_they_change()
    {
        await AddVerifiedAsync(Acme);
        await using var stream = await Acme.OpenAsync(HttpMethod.Get, Path);
        var first = await StatusAsync(stream);
        Assert.Equal((0, 0), (Count(first, "pending"), Count(first, "sent")));

        await QueueAsync(Acme);

        var status = first;
        while (Count(status, "sent") == 0 || Count(status, "pending") > 0) status = await StatusAsync(stream);
        Assert.Equal((await StatusAsync(Acme)).GetRawText(), status.GetRawText());
    }

    [Fact]
    public async Task Another_tenants_mail_changes_nothing_for_who_watches()
    {
        await AddVerifiedAsync(Globex);
        await using var stream = await Acme.OpenAsync(HttpMethod.Get, Path);
        Assert.Equal(0, Count(await StatusAsync(stream), "sent"));

        await ComesToAsync(Globex, await QueueAsync(Globex), "sent");
        await Acme.PostAsync("/api/email/pause");

        var next = await StatusAsync(stream);
        Assert.Equal((true, 0), (next.GetProperty("paused").GetBoolean(), Count(next, "sent")));
    }

    [Fact]
    public async Task Too_many_streams_are_429_and_one_that_ends_makes_room()
    {
        var host = await StartAsync(new Dictionary<string, string> { ["Notifications:Api:StreamsPerTenant"] = "2" });
        var (acme, globex) = (host.NewTenant("acme"), host.NewTenant("globex"));
        await using var first = await acme.OpenAsync(HttpMethod.Get, Path);
        var second = await acme.OpenAsync(HttpMethod.Get, Path);
        await StatusAsync(first);
        await StatusAsync(second);

        Assert.NotNull((await acme.GetAsync(Path)).IsProblem("too-many-streams", 429).Header("Retry-After"));
        await using var other = await globex.OpenAsync(HttpMethod.Get, Path);
        await StatusAsync(other);

        // The client hangs up, and its place is free as soon as the server has seen that.
        await second.DisposeAsync();
        await UntilAsync(async () => await acme.StatusAsync(HttpMethod.Get, Path) == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_stream_ends_when_the_host_stops()
    {
        var host = await StartAsync();
        await using var stream = await host.NewTenant("acme").OpenAsync(HttpMethod.Get, Path);
        await StatusAsync(stream);

        var stopping = host.DisposeAsync();

        Assert.Null(await stream.NextAsync());
        await stopping;
    }

    [Fact]
    public async Task A_stream_of_age_ends_and_makes_room()
    {
        var host = await StartAsync(new Dictionary<string, string> { ["Notifications:Api:StreamAge"] = "00:00:01", ["Notifications:Api:StreamsPerTenant"] = "1" });
        var acme = host.NewTenant("acme");
        await using var stream = await acme.OpenAsync(HttpMethod.Get, Path);
        await StatusAsync(stream);

        var names = new List<string>();
        while (await stream.NextAsync() is { } item) names.Add(item.Name);
        Assert.Equal("bye", names[^1]);
        Assert.All(names.SkipLast(1), name => Assert.Equal("status", name));
        await UntilAsync(async () => await acme.StatusAsync(HttpMethod.Get, Path) == HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_store_that_fails_is_503_without_its_words_ends_a_stream_with_the_problem_and_all_goes_on_behind_it()
    {
        var store = await Place.NewStoreAsync();
        var host = await StartAsync(store);
        var acme = host.NewTenant("acme");
        await AddVerifiedAsync(acme);
        var waiting = await QueueAsync(acme, more: $",\"sendAt\":\"{TimeProvider.System.GetUtcNow().AddHours(1):O}\"");
        await using var stream = await acme.OpenAsync(HttpMethod.Get, Path);
        await StatusAsync(stream);

        await Place.BreakAsync(store);

        var item = (await stream.NextAsync())!.Value;
        while (item.Name == "status") item = (await stream.NextAsync())!.Value;
        Assert.Equal(("problem", 503), (item.Name, item.Data.GetProperty("status").GetInt32()));
        Assert.Null(await stream.NextAsync());
        foreach (var answer in (Answer[])[
            await acme.PostAsync("/api/email/queue", $$"""{"message":{{Message()}}}"""),
            await acme.PostAsync("/api/email/queue", $$"""{"message":{{Message()}}}""", ("Idempotency-Key", "k1")),
            await acme.PostAsync("/api/email/queue/bulk", $$"""{"messages":[{{Message()}}]}"""),
            await acme.GetAsync("/api/email/status"),
            await acme.GetAsync("/api/email/held"),
            await acme.GetAsync($"/api/email/messages/{waiting}"),
            await acme.PostAsync($"/api/email/messages/{waiting}/cancel")])
        {
            answer.IsProblem("store-unavailable", 503);
            Assert.DoesNotContain("email_job", answer.Text, StringComparison.Ordinal);
        }

        await Place.MendAsync(store);
        (await acme.PostAsync($"/api/email/messages/{waiting}/cancel")).Is(HttpStatusCode.NoContent);
        await ComesToAsync(acme, Id((await acme.PostAsync("/api/email/queue", $$"""{"message":{{Message()}}}""", ("Idempotency-Key", "k1"))).Is(HttpStatusCode.Accepted)), "sent");
        Assert.Equal((0, 1), (Count((await acme.GetAsync("/api/email/status")).Json, "pending"), Count((await acme.GetAsync("/api/email/status")).Json, "sent")));
    }

    private static async Task<JsonElement> StatusAsync(EventStream stream)
    {
        var (name, data) = (await stream.NextAsync())!.Value;
        Assert.Equal("status", name);
        return data;
    }

    private static int Count(JsonElement status, string name) => status.GetProperty(name).GetInt32();
}
