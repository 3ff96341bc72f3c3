using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

/// <summary>Queued mail by its recipient, and mail that is held.</summary>
public abstract class MailListConformance(SharedHost shared) : ApiScenario(shared)
{
    [Fact]
    public async Task Mail_is_found_by_any_of_its_recipients_while_it_waits_and_after()
    {
        await AddVerifiedAsync(Acme);
        await Acme.PostAsync("/api/email/pause");
        var first = await QueueAsync(Acme, """{"to":[{"address":"Jane@Customer.test","name":"Jane"}],"cc":[{"address":"copy@customer.test"}],"bcc":[{"address":"hidden@bücher.test"}],"subject":"s","text":"t"}""");
        var second = await QueueAsync(Acme);
        await QueueAsync(Acme, Message(to: "june@customer.test"));

        Assert.Equal(new[] { first, second }.OrderDescending(StringComparer.Ordinal).Select(id => (id, "ready")), await FoundAsync("jane@customer.test"));
        foreach (var other in (string[])["COPY@customer.test", "hidden@xn--bcher-kva.test", "hidden@bücher.test"]) Assert.Equal([(first, "ready")], await FoundAsync(other));
        Assert.Empty(await FoundAsync("nobody@customer.test"));
        await Acme.PostAsync("/api/email/resume");
        var sent = await ComesToAsync(Acme, first, "sent");
        var listed = (await Acme.GetAsync("/api/email/messages?recipient=copy@customer.test")).Items()[0];
        Assert.Equal((sent["messageId"].GetString(), 1, "sent"), (listed.GetProperty("messageId").GetString(), listed.GetProperty("attempts").GetInt32(), listed.GetProperty("lastAttempt").GetProperty("outcome").GetString()));
    }

    [Fact]
    public async Task Those_of_a_bulk_call_and_under_a_key_and_to_a_crowd_are_found_in_pages()
    {
        await AddVerifiedAsync(Acme);
        await Acme.PostAsync("/api/email/pause");
        var ids = new List<string>((await Acme.PostAsync("/api/email/queue/bulk", $$"""{"messages":[{{string.Join(',', Enumerable.Range(0, 5).Select(i => Message($"Letter {i}")))}}]}""")).Is(HttpStatusCode.Accepted)["ids"].EnumerateArray().Select(id => id.GetString()!));
        ids.Add(Id((await Acme.PostAsync("/api/email/queue", $$"""{"message":{{Message()}}}""", ("Idempotency-Key", "k1"))).Is(HttpStatusCode.Accepted)));
        var crowd = JsonSerializer.Serialize(Enumerable.Range(0, 99).Select(i => new { address = FormattableString.Invariant($"r{i}@customer.test") }).Append(new { address = "jane@customer.test" }));
        ids.Add(await QueueAsync(Acme, $$"""{"to":{{crowd}},"subject":"s","text":"t"}"""));

        foreach (var limit in (int[])[1, 2, 7, 100])
        {
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = (await Acme.GetAsync($"/api/email/messages?recipient=jane@customer.test&limit={limit}{(cursor is null ? "" : $"&cursor={cursor}")}")).Is(HttpStatusCode.OK);
                Assert.InRange(page.Items().Count, 0, limit);
                seen.AddRange(page.Items().Select(mail => mail.GetProperty("id").GetString()!));
                cursor = page["next"].GetString();
            }
            while (cursor is not null);
            Assert.Equal(ids.OrderDescending(StringComparer.Ordinal), seen);
        }
    }

    [Fact]
    public async Task Held_mail_is_listed_with_what_came_last_of_it_until_it_is_settled()
    {
        await AddVerifiedAsync(Acme);
        Catcher.Server.At(SmtpPoint.Dot, SmtpFault.Close, times: 3);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++) ids.Add(await QueueAsync(Acme, more: ",\"onUncertain\":\"hold\""));
        foreach (var id in ids) await ComesToAsync(Acme, id, "held");

        var first = (await Acme.GetAsync("/api/email/held?limit=2")).Is(HttpStatusCode.OK);
        var rest = (await Acme.GetAsync($"/api/email/held?limit=2&cursor={first["next"].GetString()}")).Is(HttpStatusCode.OK);

        Assert.Equal(ids.Order(StringComparer.Ordinal), [.. first.Items().Concat(rest.Items()).Select(mail => mail.GetProperty("id").GetString()!)]);
        Assert.Equal((2, JsonValueKind.Null), (first.Items().Count, rest["next"].ValueKind));
        Assert.All(first.Items(), mail => Assert.Equal(("held", "uncertain"), (mail.GetProperty("state").GetString(), mail.GetProperty("lastAttempt").GetProperty("outcome").GetString())));
        (await Acme.PostAsync($"/api/email/messages/{ids[0]}/settle", """{"delivered":true}""")).Is(HttpStatusCode.NoContent);
        Assert.Equal(ids[1..].Order(StringComparer.Ordinal), (await Acme.GetAsync("/api/email/held")).Items().Select(mail => mail.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task A_tenant_searches_so_often_a_minute_and_others_go_on()
    {
        var host = await StartAsync(new Dictionary<string, string> { ["Notifications:Api:SearchesPerTenant"] = "2" });
        var (acme, globex) = (host.NewTenant("acme"), host.NewTenant("globex"));
        for (var i = 0; i < 2; i++) (await acme.GetAsync("/api/email/messages?recipient=jane@customer.test")).Is(HttpStatusCode.OK);

        Assert.NotNull((await acme.GetAsync("/api/email/messages?recipient=jane@customer.test")).IsProblem("too-many-tests", 429).Header("Retry-After"));
        (await globex.GetAsync("/api/email/messages?recipient=jane@customer.test")).Is(HttpStatusCode.OK);
        (await acme.GetAsync("/api/email/heard?recipient=jane@customer.test")).Is(HttpStatusCode.OK);
    }

    private async Task<(string Id, string State)[]> FoundAsync(string recipient) =>
        [.. (await Acme.GetAsync($"/api/email/messages?recipient={Uri.EscapeDataString(recipient)}")).Is(HttpStatusCode.OK).Items().Select(mail => (mail.GetProperty("id").GetString()!, mail.GetProperty("state").GetString()!))];
}
