using System.Net;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Sending;

/// <summary>Idempotency-Key: who does not know whether his call arrived makes it again.</summary>
public abstract class IdempotencyConformance(SharedHost shared) : ApiScenario(shared)
{
    private const string Key = "Idempotency-Key";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await AddVerifiedAsync(Acme);
    }

    [Fact]
    public async Task The_same_key_with_the_same_message_is_one_mail_whichever_way_it_is_written()
    {
        var first = await QueueAsync("order-7");

        Assert.Equal(first, await QueueAsync("order-7"));
        Assert.Equal(first, await QueueAsync("\"order-7\""));
        Assert.NotEqual(first, await QueueAsync("order-8"));
        Assert.NotEqual(first, await QueueAsync("Order-7"));
        await ComesToAsync(Acme, first, "sent");
        Assert.Equal(first, await QueueAsync("order-7"));
    }

    [Fact]
    public async Task Of_many_calls_at_once_under_one_key_one_mail_comes()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => QueueAsync("order-7")));

        Assert.Single(ids.Distinct());
        await ComesToAsync(Acme, ids[0], "sent");
        Assert.Single(Catcher.Messages);
    }

    [Fact]
    public async Task Another_message_under_a_used_key_is_422()
    {
        await QueueAsync("order-7");

        (await PostAsync(Acme, "order-7", Message("Another"))).IsProblem("key-reused", 422, Key);
    }

    [Fact]
    public async Task A_key_is_a_tenants_own()
    {
        await AddVerifiedAsync(Globex);

        Assert.NotEqual(await QueueAsync("order-7"), Id((await PostAsync(Globex, "order-7", Message())).Is(HttpStatusCode.Accepted)));
    }

    [Fact]
    public async Task A_key_has_1_to_200_characters()
    {
        (await PostAsync(Acme, new string('k', 201), Message())).IsProblem("invalid-field", 400, Key);
        (await PostAsync(Acme, "\"\"", Message())).IsProblem("invalid-field", 400, Key);
        var longest = new string('k', 200);
        Assert.Equal(await QueueAsync(longest), await QueueAsync($"\"{longest}\""));
    }

    [Fact]
    public async Task Many_mails_take_no_key() =>
        (await Acme.PostAsync("/api/email/queue/bulk", $$"""{"messages":[{{Message()}}]}""", (Key, "order-7"))).IsProblem("invalid-field", 400, Key);

    private async Task<string> QueueAsync(string key) => Id((await PostAsync(Acme, key, Message())).Is(HttpStatusCode.Accepted));

    private static Task<Answer> PostAsync(Caller caller, string key, string message) => caller.PostAsync("/api/email/queue", $$"""{"message":{{message}}}""", (Key, key));
}
