using System.Net;
using System.Security.Cryptography;
using Leadmetrics.Notifications.AspNetCore.Tests.Contract;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Tenants;

/// <summary>What one tenant has does not exist for another: asked by every id that the API takes.</summary>
public abstract class StrangerConformance(SharedHost shared) : ApiScenario(shared)
{
    [Fact]
    public async Task What_globex_has_does_not_exist_for_acme_and_stays_as_it_was()
    {
        var has = await FillAsync(Globex);
        var before = await SeenAsync(Globex, has);
        var calls = Calls(has).ToArray();

        foreach (var (method, pattern, path, body) in calls)
        {
            var answer = await Acme.SendAsync(new HttpMethod(method), $"/api{path}", Caller.Json(body));
            Assert.True(answer.Status == HttpStatusCode.NotFound, $"{method} {pattern}: {answer.Status} {answer.Text}");
            answer.IsProblem("not-found", 404);
        }

        (await Acme.GetAsync($"/api/email/messages/{has.MessageId}")).IsProblem("not-found", 404);
        Assert.Equal(0, (await Acme.PostAsync("/api/email/dead/requeue", $$"""{"ids":["{{has.Dead}}"]}"""))["requeued"].GetInt32());
        Assert.Equal(0, (await Acme.PostAsync("/api/email/dead/requeue"))["requeued"].GetInt32());
        Assert.Equal(before, await SeenAsync(Globex, has));

        // The matrix is whole: no route with an id is left out of it.
        Assert.Equal(
            ApiRoute.Of(Api).Where(route => route.IsOfApi && route.Pattern.Contains('{', StringComparison.Ordinal) && !route.Pattern.Contains("{domain}", StringComparison.Ordinal)).Select(route => route.Documented).Order(StringComparer.Ordinal),
            calls.Select(call => $"{call.Method} {call.Pattern}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_lists_and_counts_of_acme_show_nothing_of_globex()
    {
        var has = await FillAsync(Globex);

        foreach (var list in (string[])["/providers", "/email/dead", "/email/suppressions", "/email/breakers", "/email/held", "/email/messages?recipient=jane@customer.test", "/email/heard?recipient=jane@customer.test"])
            Assert.Empty((await Acme.GetAsync($"/api{list}")).Items());
        Assert.All((await Acme.GetAsync("/api/email/hours")).Items(), hour => Assert.Equal((0, 0), (hour.GetProperty("sent").GetInt32(), hour.GetProperty("failed").GetInt32())));
        Assert.All(
            (await StatusAsync(Acme)).EnumerateObject(),
            count => Assert.True(count.Value.ValueKind is System.Text.Json.JsonValueKind.Null or System.Text.Json.JsonValueKind.False || count.Value.GetDouble() == 0, count.Name));
        Assert.Contains((await Globex.GetAsync("/api/providers")).Items(), row => row.GetProperty("id").GetString() == has.Row);
    }

    [Fact]
    public async Task Pausing_acme_does_not_pause_globex()
    {
        await AddVerifiedAsync(Globex);
        (await Acme.PostAsync("/api/email/pause")).Is(HttpStatusCode.NoContent);

        await ComesToAsync(Globex, await QueueAsync(Globex), "sent");

        Assert.True((await StatusAsync(Acme)).GetProperty("paused").GetBoolean());
        Assert.False((await StatusAsync(Globex)).GetProperty("paused").GetBoolean());
    }

    private static IEnumerable<(string Method, string Pattern, string Path, string? Body)> Calls(Possessions has)
    {
        (string, string, string, string?) Row(string method, string rest = "", string? body = null) => (method, "/providers/{id}" + rest, $"/providers/{has.Row}{rest}", body);
        return
        [
            Row("GET"), Row("PUT", body: """{"enabled":false}"""), Row("DELETE"), Row("POST", "/test"),
            ("POST", "/providers/{id}/webhook", $"/providers/{has.Hooked}/webhook", null), ("DELETE", "/providers/{id}/webhook", $"/providers/{has.Hooked}/webhook", null), Row("GET", "/domain"),
            ("GET", "/email/messages/{id}", $"/email/messages/{has.Waiting}", null),
            ("POST", "/email/messages/{id}/cancel", $"/email/messages/{has.Waiting}/cancel", null),
            ("POST", "/email/messages/{id}/settle", $"/email/messages/{has.Held}/settle", """{"delivered":true}"""),
            ("POST", "/email/dead/{id}/requeue", $"/email/dead/{has.Dead}/requeue", null),
            ("DELETE", "/email/suppressions/{address}", "/email/suppressions/left@customer.test", null),
        ];
    }

    // One of everything that has an id, and of a state that each call would change.
    private async Task<Possessions> FillAsync(Caller caller)
    {
        var row = await AddVerifiedAsync(caller);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var hooked = Id(await AddAsync(caller, $$"""{"apiKey":"SG.x","fromAddress":"hello@globex.test","webhookPublicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""", "sendgrid", priority: 9));
        (await caller.PostAsync($"/api/providers/{hooked}/webhook")).Is(HttpStatusCode.Created);
        (await caller.PostAsync("/api/email/suppressions", """{"address":"left@customer.test"}""")).Is(HttpStatusCode.Created);
        Catcher.Server.Options.RecipientReplies["gone@customer.test"] = "550 5.1.1 no such mailbox";
        var dead = await QueueAsync(caller, Message(to: "gone@customer.test"));
        await ComesToAsync(caller, dead, "dead");
        Catcher.Server.At(SmtpPoint.Dot, SmtpFault.Close, times: 1);
        var held = await QueueAsync(caller, more: ",\"onUncertain\":\"hold\"");
        await ComesToAsync(caller, held, "held");
        var waiting = await QueueAsync(caller, more: $",\"sendAt\":\"{TimeProvider.System.GetUtcNow().AddHours(1):O}\"");
        return new Possessions(row, hooked, waiting, held, dead, (await caller.GetAsync($"/api/email/messages/{waiting}"))["messageId"].GetString()!);
    }

    private static async Task<string> SeenAsync(Caller caller, Possessions has)
    {
        var seen = new List<string>();
        foreach (var path in (string[])
        [
            "/providers", $"/providers/{has.Row}", $"/email/messages/{has.Waiting}", $"/email/messages/{has.Held}", $"/email/messages/{has.Dead}", "/email/dead", "/email/held", "/email/messages?recipient=jane@customer.test", "/email/suppressions", "/email/hours",
            "/email/status",
        ])
        {
            seen.Add((await caller.GetAsync($"/api{path}")).Is(HttpStatusCode.OK).Text);
        }

        return string.Join('\n', seen);
    }

    private sealed record Possessions(string Row, string Hooked, string Waiting, string Held, string Dead, string MessageId);
}
