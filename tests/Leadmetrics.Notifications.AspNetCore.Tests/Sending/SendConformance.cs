using System.Net;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Sending;

/// <summary>POST /email/send: what a server makes of a message is said at once, and never more than is known.</summary>
public abstract class SendConformance(SharedHost shared) : ApiScenario(shared)
{
    [Fact]
    public async Task A_message_that_a_server_takes_is_200_with_what_it_said_of_each_recipient()
    {
        await AddVerifiedAsync(Acme);
        Catcher.Server.Options.RecipientReplies["gone@customer.test"] = "550 5.1.1 no such mailbox";

        var sent = (await SendAsync(Acme, """{"to":[{"address":"jane@customer.test"},{"address":"gone@customer.test"}],"subject":"Hello","text":"Good morning."}""")).Is(HttpStatusCode.OK);

        Assert.Equal(("accepted", "smtp"), (sent["outcome"].GetString(), sent["provider"].GetString()));
        Assert.Equal(["accepted", "rejected"], sent["recipients"].EnumerateArray().Select(recipient => recipient.GetProperty("outcome").GetString()));
        Assert.Equal(250, sent["serverResponse"].GetProperty("code").GetInt32());
        Assert.Equal("Hello", Assert.Single(Catcher.Messages).Subject);
    }

    [Fact]
    public async Task A_5xx_is_422_with_its_remedy_and_all_that_is_known()
    {
        await AddVerifiedAsync(Acme);
        Catcher.Server.At(SmtpPoint.Mail, SmtpFault.Reply("553 5.7.1 Sender address rejected: not owned by user"), times: 1);

        var refused = (await SendAsync(Acme, Message())).IsProblem("delivery-rejected", 422);

        Assert.NotEmpty(refused["remedy"].GetProperty("sentence").GetString()!);
        var failure = refused["failure"];
        Assert.Equal((false, "mail", 553), (failure.GetProperty("isTransient").GetBoolean(), failure.GetProperty("phase").GetString(), failure.GetProperty("response").GetProperty("code").GetInt32()));
        Assert.Empty(Catcher.Messages);
    }

    [Fact]
    public async Task A_key_of_the_queue_is_refused_where_every_call_sends() =>
        (await Acme.PostAsync("/api/email/send", $$"""{"message":{{Message()}}}""", ("Idempotency-Key", "k1"))).IsProblem("invalid-field", 400, "Idempotency-Key");

    [Fact]
    public async Task A_4xx_is_503_for_later()
    {
        await AddVerifiedAsync(Acme);
        Catcher.Server.At(SmtpPoint.Rcpt(), SmtpFault.Reply("451 4.7.1 Greylisted, try again"));

        var deferred = (await SendAsync(Acme, Message())).IsProblem("delivery-deferred", 503);

        Assert.True(deferred["failure"].GetProperty("isTransient").GetBoolean());
    }

    [Fact]
    public async Task A_server_that_hangs_up_behind_the_dot_is_502_and_nobody_knows()
    {
        await AddVerifiedAsync(Acme);
        Catcher.Server.At(SmtpPoint.Dot, SmtpFault.Close, times: 1);

        var uncertain = (await SendAsync(Acme, Message())).IsProblem("delivery-uncertain", 502);

        Assert.Equal("uncertain", uncertain["failure"].GetProperty("outcome").GetString());
        Assert.NotEmpty(uncertain["failure"].GetProperty("messageId").GetString()!);
        Assert.False(uncertain.Json.TryGetProperty("retryAfterSeconds", out _));
    }

    [Fact]
    public async Task A_tenant_without_a_provider_that_works_is_409()
    {
        (await SendAsync(Acme, Message())).IsProblem("no-provider", 409);
        await AddAsync(Acme, Settings());
        (await SendAsync(Acme, Message())).IsProblem("no-provider", 409);
        (await Acme.PostAsync("/api/email/queue", $$"""{"message":{{Message()}}}""")).IsProblem("no-provider", 409);
        Assert.Empty(Catcher.Messages);
    }

    [Fact]
    public async Task A_sending_limit_that_is_reached_is_429_with_when()
    {
        await AddVerifiedAsync(Acme, Settings(""","limits":{"perHour":1}"""));
        (await SendAsync(Acme, Message())).Is(HttpStatusCode.OK);

        var refused = (await SendAsync(Acme, Message())).IsProblem("limit-reached", 429);

        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Equal(1, (await StatusAsync(Acme)).GetProperty("maxPerHour").GetInt32());
    }

    [Fact]
    public async Task A_recipient_on_the_suppression_list_gets_nothing_until_he_is_taken_off()
    {
        await AddVerifiedAsync(Acme);
        (await Acme.PostAsync("/api/email/suppressions", """{"address":"Jane@Customer.test","note":"asked by telephone"}""")).Is(HttpStatusCode.Created);

        (await SendAsync(Acme, Message())).IsProblem("delivery-rejected", 422);
        Assert.Equal("asked by telephone", Assert.Single((await Acme.GetAsync("/api/email/suppressions?prefix=jane@")).Items()).GetProperty("note").GetString());

        (await Acme.DeleteAsync("/api/email/suppressions/jane@customer.test?reason=complaint")).IsProblem("not-found", 404);
        (await Acme.DeleteAsync("/api/email/suppressions/jane@customer.test?reason=manual")).Is(HttpStatusCode.NoContent);
        (await SendAsync(Acme, Message())).Is(HttpStatusCode.OK);
    }

    private static Task<Answer> SendAsync(Caller caller, string message) => caller.PostAsync("/api/email/send", $$"""{"message":{{message}}}""");
}
