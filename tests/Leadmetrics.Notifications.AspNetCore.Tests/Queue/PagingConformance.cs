using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

/// <summary>Lists in pages: all of it once, in order, whatever the size of a page.</summary>
public abstract class PagingConformance(SharedHost shared) : ApiScenario(shared)
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task The_pages_of_suppressions_cover_all_of_them_once(int limit)
    {
        string[] addresses = ["a@b.test", "B@b.test", "c_d@b.test", "cxd@b.test", "é@b.test", "z@a.test", "z@z.test"];
        foreach (var address in addresses) (await Acme.PostAsync("/api/email/suppressions", $$"""{"address":"{{address}}"}""")).Is(HttpStatusCode.Created);
        (await Acme.PostAsync("/api/email/suppressions", """{"address":"a@b.test","reason":"complaint"}""")).Is(HttpStatusCode.Created);
        await Globex.PostAsync("/api/email/suppressions", """{"address":"a@b.test"}""");

        var seen = await AllAsync("/api/email/suppressions?", limit);

        Assert.Equal(
            [.. addresses.Select(address => $"{address.ToLowerInvariant()} manual").Append("a@b.test complaint").Order(StringComparer.Ordinal)],
            seen.Select(entry => $"{entry.GetProperty("address").GetString()} {entry.GetProperty("reason").GetString()}").Order(StringComparer.Ordinal));
        Assert.Single(await AllAsync("/api/email/suppressions?prefix=c_&", limit));
        Assert.Single(await AllAsync("/api/email/suppressions?reason=complaint&", limit));
        Assert.Equal(2, (await AllAsync("/api/email/suppressions?prefix=Z@&", limit)).Count);
    }

    [Fact]
    public async Task The_pages_of_dead_letters_cover_all_of_them_once_the_latest_first()
    {
        await AddVerifiedAsync(Acme);
        Catcher.Server.Options.MessageReply = _ => "554 5.7.1 no";
        var queued = (await Acme.PostAsync("/api/email/queue/bulk", $$"""{"messages":[{{string.Join(',', Enumerable.Range(0, 9).Select(i => Message($"Letter {i}")))}}]}""")).Is(HttpStatusCode.Accepted);
        await UntilAsync(async () => (await StatusAsync(Acme)).GetProperty("dead").GetInt32() == 9);

        foreach (var limit in (int[])[1, 2, 4, 9, 10])
        {
            var seen = await AllAsync("/api/email/dead?", limit);
            Assert.Equal(queued["ids"].EnumerateArray().Select(id => id.GetString()!).Order(StringComparer.Ordinal), seen.Select(letter => letter.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
            var died = seen.Select(letter => letter.GetProperty("diedAt").GetDateTimeOffset()).ToArray();
            Assert.Equal(died.OrderDescending(), died);
        }
    }

    [Theory]
    [InlineData("a/b@customer.test")]
    [InlineData("\"jane doe\"@customer.test")]
    public async Task An_odd_address_is_put_on_the_list_and_taken_off(string address)
    {
        (await Acme.PostAsync("/api/email/suppressions", System.Text.Json.JsonSerializer.Serialize(new { address }))).Is(System.Net.HttpStatusCode.Created);

        (await Acme.DeleteAsync($"/api/email/suppressions/{Uri.EscapeDataString(address)}")).Is(System.Net.HttpStatusCode.NoContent);

        Assert.Empty((await Acme.GetAsync("/api/email/suppressions")).Items());
    }

    [Fact]
    public async Task A_message_without_a_name_is_none() => (await Acme.GetAsync("/api/email/messages/%3C%3E")).IsProblem("not-found", 404);

    [Fact]
    public async Task A_cursor_of_another_list_or_of_nobody_is_400()
    {
        for (var i = 0; i < 2; i++) await Acme.PostAsync("/api/email/suppressions", $$"""{"address":"a{{i}}@b.test"}""");
        var cursor = (await Acme.GetAsync("/api/email/suppressions?limit=1"))["next"].GetString()!;

        (await Acme.GetAsync($"/api/email/dead?cursor={cursor}")).IsProblem("invalid-field", 400, "cursor");
        foreach (var list in (string[])["/api/email/held?", "/api/email/messages?recipient=a@b.test&", "/api/email/heard?recipient=a@b.test&"])
            (await Acme.GetAsync($"{list}cursor={cursor}")).IsProblem("invalid-field", 400, "cursor");
        foreach (var list in (string[])["/api/email/suppressions?", "/api/email/dead?", "/api/email/held?", "/api/email/messages?recipient=a@b.test&", "/api/email/heard?recipient=a@b.test&"])
        {
            foreach (var wrong in (string[])["x", "!!!!", "e30", "bnVsbA", "W10", "WzEsMl0", "W251bGwsbnVsbF0", cursor[..^3], new string('A', 5000)]) (await Acme.GetAsync($"{list}cursor={wrong}")).IsProblem("invalid-field", 400, "cursor");
            (await Acme.GetAsync($"{list}cursor=a&cursor=b")).IsProblem("invalid-field", 400, "cursor");
        }
    }

    [Fact]
    public async Task A_cursor_of_held_mail_is_none_of_a_search_and_the_other_way_round()
    {
        await AddVerifiedAsync(Acme);
        Catcher.Server.At(Leadmetrics.Notifications.Testing.SmtpPoint.Dot, Leadmetrics.Notifications.Testing.SmtpFault.Close, times: 2);
        foreach (var id in (string[])[await QueueAsync(Acme, more: ",\"onUncertain\":\"hold\""), await QueueAsync(Acme, more: ",\"onUncertain\":\"hold\"")]) await ComesToAsync(Acme, id, "held");

        var held = (await Acme.GetAsync("/api/email/held?limit=1"))["next"].GetString();
        var found = (await Acme.GetAsync("/api/email/messages?recipient=jane@customer.test&limit=1"))["next"].GetString();

        (await Acme.GetAsync($"/api/email/messages?recipient=jane@customer.test&cursor={held}")).IsProblem("invalid-field", 400, "cursor");
        (await Acme.GetAsync($"/api/email/held?cursor={found}")).IsProblem("invalid-field", 400, "cursor");
        Assert.Single((await Acme.GetAsync($"/api/email/held?cursor={held}")).Items());
    }

    private async Task<IReadOnlyList<JsonElement>> AllAsync(string list, int limit)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (await Acme.GetAsync($"{list}limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}")).Is(HttpStatusCode.OK);
            Assert.InRange(page.Items().Count, cursor is null ? 0 : 1, limit);
            all.AddRange(page.Items());
            cursor = page["next"].GetString();
        }
        while (cursor is not null);
        return all;
    }
}
