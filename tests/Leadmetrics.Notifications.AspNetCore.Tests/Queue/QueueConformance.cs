using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

/// <summary>A queued mail over HTTP: taken or refused, waiting, cancelled, paused, held and settled.</summary>
public abstract class QueueConformance(SharedHost shared) : ApiScenario(shared)
{
    private const string Unknown = "0198c0de-0000-7000-8000-000000000001";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await AddVerifiedAsync(Acme);
    }

    [Fact]
    public async Task A_queued_mail_is_sent_and_shows_its_way_under_its_location()
    {
        var queued = (await PostAsync(Message())).Is(HttpStatusCode.Accepted);
        Assert.Equal($"/api/email/messages/{Id(queued)}", queued.Header("Location"));

        var mail = await ComesToAsync(Acme, Id(queued), "sent");

        Assert.Equal(("transactional", 1), (mail["lane"].GetString(), mail["attempts"].GetInt32()));
        var attempt = Assert.Single(mail["history"].EnumerateArray());
        Assert.Equal(("sent", "smtp"), (attempt.GetProperty("outcome").GetString(), attempt.GetProperty("provider").GetString()));
    }

    [Theory]
    [InlineData("sendAt", -3600)]
    [InlineData("sendAt", 367 * 86_400)]
    [InlineData("expiresAt", -3600)]
    [InlineData("expiresAt", 60 * 86_400)]
    public async Task A_time_that_has_passed_or_lies_too_far_is_refused(string field, int seconds)
    {
        (await PostAsync(Message(), $",\"{field}\":\"{TimeProvider.System.GetUtcNow().AddSeconds(seconds):O}\"")).IsProblem("queue-refused", 400, field);
        Assert.Equal(0, (await StatusAsync(Acme)).GetProperty("pending").GetInt32());
    }

    [Fact]
    public async Task Many_are_queued_all_or_none()
    {
        await Acme.PostAsync("/api/email/pause");
        (await Acme.PostAsync("/api/email/queue/bulk", $$"""{"messages":[{{Message()}},{{Message(to: "nobody")}},{{Message()}}]}""")).IsProblem("invalid-message", 400);
        Assert.Equal(0, (await StatusAsync(Acme)).GetProperty("pending").GetInt32());

        var queued = (await Acme.PostAsync("/api/email/queue/bulk", $$"""{"messages":[{{Message("A")}},{{Message("B")}},{{Message("C")}}],"lane":"bulk"}""")).Is(HttpStatusCode.Accepted);

        var ids = queued["ids"].EnumerateArray().Select(id => id.GetString()!).ToArray();
        Assert.Equal(3, ids.Distinct().Count());
        foreach (var id in ids) Assert.Equal("bulk", (await Acme.GetAsync($"/api/email/messages/{id}"))["lane"].GetString());
        Assert.Equal(3, (await StatusAsync(Acme)).GetProperty("pending").GetInt32());
    }

    [Fact]
    public async Task A_thousand_messages_are_taken_at_once_and_one_more_is_refused()
    {
        await Acme.PostAsync("/api/email/pause");
        (await Acme.PostAsync("/api/email/queue/bulk", Bulk(1001))).IsProblem("invalid-field", 400, "messages");

        var queued = (await Acme.PostAsync("/api/email/queue/bulk", Bulk(1000))).Is(HttpStatusCode.Accepted);

        Assert.Equal(1000, queued["ids"].GetArrayLength());
        Assert.Equal(1000, (await StatusAsync(Acme)).GetProperty("ready").GetInt32());
        static string Bulk(int count) => $$"""{"messages":[{{string.Join(',', Enumerable.Range(0, count).Select(i => Message($"Letter {i}")))}}]}""";
    }

    [Fact]
    public async Task A_paused_tenants_mail_waits_until_it_is_resumed()
    {
        (await Acme.PostAsync("/api/email/pause")).Is(HttpStatusCode.NoContent);
        (await Acme.PostAsync("/api/email/pause")).Is(HttpStatusCode.NoContent);
        await AddVerifiedAsync(Globex);
        var waiting = await QueueAsync(Acme);
        await ComesToAsync(Globex, await QueueAsync(Globex), "sent");
        var status = await StatusAsync(Acme);
        Assert.Equal((1, 1, 0, true), (status.GetProperty("pending").GetInt32(), status.GetProperty("ready").GetInt32(), status.GetProperty("sent").GetInt32(), status.GetProperty("paused").GetBoolean()));
        Assert.NotEqual(JsonValueKind.Null, status.GetProperty("oldestReadySeconds").ValueKind);

        (await Acme.PostAsync("/api/email/resume")).Is(HttpStatusCode.NoContent);

        await ComesToAsync(Acme, waiting, "sent");
        Assert.False((await StatusAsync(Acme)).GetProperty("paused").GetBoolean());
    }

    [Fact]
    public async Task A_waiting_mail_is_cancelled_once_and_a_sent_or_unknown_one_is_not()
    {
        var waiting = await QueueAsync(Acme, more: $",\"sendAt\":\"{TimeProvider.System.GetUtcNow().AddHours(1):O}\"");
        Assert.Equal("scheduled", (await Acme.GetAsync($"/api/email/messages/{waiting}"))["state"].GetString());
        Assert.Equal(1, (await StatusAsync(Acme)).GetProperty("scheduled").GetInt32());

        (await Acme.PostAsync($"/api/email/messages/{waiting}/cancel")).Is(HttpStatusCode.NoContent);

        Assert.Equal("cancelled", (await Acme.GetAsync($"/api/email/messages/{waiting}"))["state"].GetString());
        (await Acme.PostAsync($"/api/email/messages/{waiting}/cancel")).IsProblem("conflict", 409);
        (await Acme.PostAsync($"/api/email/messages/{Unknown}/cancel")).IsProblem("not-found", 404);
        var sent = await QueueAsync(Acme);
        await ComesToAsync(Acme, sent, "sent");
        (await Acme.PostAsync($"/api/email/messages/{sent}/cancel")).IsProblem("conflict", 409);
        Assert.Single(Catcher.Messages);
    }

    [Fact]
    public async Task A_mail_that_a_worker_holds_is_too_late_to_cancel()
    {
        var release = new TaskCompletionSource();
        Catcher.Server.At(SmtpPoint.Mail, SmtpFault.Hold(release.Task), times: 1);
        var id = await QueueAsync(Acme);
        await Catcher.Server.WaitForAsync(SmtpPoint.Mail, 1, Ended);

        (await Acme.PostAsync($"/api/email/messages/{id}/cancel")).IsProblem("conflict", 409);
        Assert.Equal(1, (await StatusAsync(Acme)).GetProperty("sending").GetInt32());

        release.SetResult();
        await ComesToAsync(Acme, id, "sent");
    }

    [Theory]
    [InlineData(true, "sent", 1)]
    [InlineData(false, "sent", 2)]
    public async Task A_held_mail_is_settled_by_whoever_knows_whether_it_arrived(bool delivered, string state, int tries)
    {
        Catcher.Server.At(SmtpPoint.Dot, SmtpFault.Close, times: 1);
        var id = await QueueAsync(Acme, more: ",\"onUncertain\":\"hold\"");
        await ComesToAsync(Acme, id, "held");
        Assert.Equal(1, (await StatusAsync(Acme)).GetProperty("held").GetInt32());

        (await Acme.PostAsync($"/api/email/messages/{id}/settle", $$"""{"delivered":{{(delivered ? "true" : "false")}}}""")).Is(HttpStatusCode.NoContent);

        var settled = await ComesToAsync(Acme, id, state);
        Assert.Equal(tries, settled["attempts"].GetInt32());
        (await Acme.PostAsync($"/api/email/messages/{id}/settle", """{"delivered":true}""")).IsProblem("conflict", 409);
        (await Acme.PostAsync($"/api/email/messages/{Unknown}/settle", """{"delivered":true}""")).IsProblem("not-found", 404);
    }

    [Fact]
    public async Task An_account_that_is_not_called_for_now_is_among_the_breakers()
    {
        Catcher.Server.At(SmtpPoint.Greeting, SmtpFault.Reply("421 4.7.0 Too many connections"));
        var id = await QueueAsync(Acme);

        await UntilAsync(async () => (await Acme.GetAsync("/api/email/breakers")).Items().Count == 1);

        var breaker = Assert.Single((await Acme.GetAsync("/api/email/breakers")).Items());
        Assert.True(breaker.GetProperty("retryInSeconds").GetDouble() >= 0);
        Assert.Empty((await Globex.GetAsync("/api/email/breakers")).Items());
        Assert.NotEqual("sent", (await Acme.GetAsync($"/api/email/messages/{id}"))["state"].GetString());
    }

    private Task<Answer> PostAsync(string message, string more = "") => Acme.PostAsync("/api/email/queue", $$"""{"message":{{message}}{{more}}}""");
}
