using System.Net;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Queue;

/// <summary>Mail that is not tried any more: why, and how it is put back.</summary>
public abstract class DeadLetterConformance(SharedHost shared) : ApiScenario(shared)
{
    private bool _refuses = true;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await AddVerifiedAsync(Acme);
        Catcher.Server.Options.MessageReply = _ => Volatile.Read(ref _refuses) ? "554 5.7.1 This text is not wanted" : null;
    }

    [Fact]
    public async Task A_refused_mail_is_a_dead_letter_with_its_reason_and_is_sent_once_it_is_put_back()
    {
        var id = await QueueAsync(Acme);
        var dead = await ComesToAsync(Acme, id, "dead");

        var letter = Assert.Single((await Acme.GetAsync("/api/email/dead")).Items());
        Assert.Equal((id, "rejected", 554, 1), (letter.GetProperty("id").GetString(), letter.GetProperty("reason").GetString(), letter.GetProperty("code").GetInt32(), letter.GetProperty("attempts").GetInt32()));
        Assert.Equal(dead["messageId"].GetString(), letter.GetProperty("messageId").GetString());
        Assert.Contains("not wanted", letter.GetProperty("text").GetString(), StringComparison.Ordinal);
        var attempt = Assert.Single(dead["history"].EnumerateArray());
        Assert.Equal((554, "5.7.1"), (attempt.GetProperty("code").GetInt32(), attempt.GetProperty("enhancedCode").GetString()));
        var status = await StatusAsync(Acme);
        Assert.Equal((1, 1, 1, 0), (status.GetProperty("failed").GetInt32(), status.GetProperty("failedThisHour").GetInt32(), status.GetProperty("dead").GetInt32(), status.GetProperty("pending").GetInt32()));

        Volatile.Write(ref _refuses, false);
        (await Acme.PostAsync($"/api/email/dead/{id}/requeue")).Is(HttpStatusCode.NoContent);

        var sent = await ComesToAsync(Acme, id, "sent");
        Assert.Equal(dead["messageId"].GetString(), sent["messageId"].GetString());
        Assert.Equal(["rejected", "requeued", "sent"], sent["history"].EnumerateArray().Select(one => one.GetProperty("outcome").GetString()).Order(StringComparer.Ordinal));
        Assert.Empty((await Acme.GetAsync("/api/email/dead")).Items());
        (await Acme.PostAsync($"/api/email/dead/{id}/requeue")).IsProblem("not-found", 404);
    }

    [Fact]
    public async Task Those_that_are_named_are_put_back_and_then_all()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add(await QueueAsync(Acme, Message($"Letter {i}")));
        foreach (var id in ids) await ComesToAsync(Acme, id, "dead");
        Volatile.Write(ref _refuses, false);

        var named = (await Acme.PostAsync("/api/email/dead/requeue", $$"""{"ids":["{{ids[0]}}","{{ids[1]}}","0198c0de-0000-7000-8000-000000000001"]}""")).Is(HttpStatusCode.OK);
        Assert.Equal(2, named["requeued"].GetInt32());
        Assert.Equal(ids[2..].Order(StringComparer.Ordinal), (await Acme.GetAsync("/api/email/dead")).Items().Select(letter => letter.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));

        Assert.Equal(3, (await Acme.PostAsync("/api/email/dead/requeue")).Is(HttpStatusCode.OK)["requeued"].GetInt32());
        foreach (var id in ids) await ComesToAsync(Acme, id, "sent");
    }

    [Fact]
    public async Task A_mail_to_a_suppressed_address_is_a_dead_letter_for_that_reason()
    {
        await Acme.PostAsync("/api/email/pause");
        var id = await QueueAsync(Acme);
        await Acme.PostAsync("/api/email/suppressions", """{"address":"jane@customer.test"}""");
        await Acme.PostAsync("/api/email/resume");

        await ComesToAsync(Acme, id, "dead");

        Assert.Equal("suppressed", Assert.Single((await Acme.GetAsync("/api/email/dead")).Items()).GetProperty("reason").GetString());
        Assert.Empty(Catcher.Messages);
    }

    [Fact]
    public async Task More_than_a_thousand_ids_are_refused()
    {
        var many = string.Join(',', Enumerable.Range(0, 1001).Select(_ => $"\"{Guid.NewGuid()}\""));
        (await Acme.PostAsync("/api/email/dead/requeue", $$"""{"ids":[{{many}}]}""")).IsProblem("invalid-field", 400, "ids");
    }
}
