using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Webhooks;

/// <summary>SendGrid's events through the route that it posts to, and what the API tells of them.</summary>
public abstract class WebhookConformance(SharedHost shared) : ApiScenario(shared)
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    public override async ValueTask DisposeAsync()
    {
        _key.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Signed_events_are_shown_with_their_message_and_among_those_of_their_recipient()
    {
        var path = await WebhookAsync(Acme);

        var answer = await PostAsync(path, Body(Event(Acme, "delivered", "e1", 10), Event(Acme, "open", "e2", 20), Event(Acme, "bounce", "e3", 30, to: "john@customer.test", more: ""","status":"5.1.1","reason":"550 5.1.1 unknown","type":"bounce" """)));

        Assert.Equal((HttpStatusCode.OK, ""), (answer.Status, answer.Text));
        var heard = (await Acme.GetAsync("/api/email/messages/m1@acme.test")).Is(HttpStatusCode.OK);
        Assert.Equal(["delivered", "opened", "bounced"], heard["events"].EnumerateArray().Select(one => one.GetProperty("kind").GetString()));
        Assert.Equal(
            ["jane@customer.test opened", "john@customer.test bounced"],
            heard["recipients"].EnumerateArray().Select(one => $"{one.GetProperty("recipient").GetString()} {one.GetProperty("status").GetString()}").Order(StringComparer.Ordinal));
        var bounced = heard["events"].EnumerateArray().Last();
        Assert.Equal((550, "5.1.1", "sendgrid"), (bounced.GetProperty("code").GetInt32(), bounced.GetProperty("enhancedCode").GetString(), bounced.GetProperty("provider").GetString()));
        Assert.Equal(["m1@acme.test"], (await Acme.GetAsync("/api/email/heard?recipient=Jane@customer.test")).Items().Select(one => one.GetProperty("messageId").GetString()));
        (await Globex.GetAsync("/api/email/messages/m1@acme.test")).IsProblem("not-found", 404);
        Assert.Empty((await Globex.GetAsync("/api/email/heard?recipient=jane@customer.test")).Items());
    }

    [Fact]
    public async Task A_mail_of_the_queue_shows_what_was_heard_of_it_since()
    {
        await AddVerifiedAsync(Acme);
        var path = await WebhookAsync(Acme);
        var id = await QueueAsync(Acme);
        var messageId = (await ComesToAsync(Acme, id, "sent"))["messageId"].GetString()!;

        (await PostAsync(path, Body(Event(Acme, "delivered", "e1", 10, messageId)))).Is(HttpStatusCode.OK);

        var mail = await Acme.GetAsync($"/api/email/messages/{id}");
        Assert.Equal(("sent", "delivered"), (mail["state"].GetString(), Assert.Single(mail["recipients"].EnumerateArray()).GetProperty("status").GetString()));
    }

    [Fact]
    public async Task What_is_not_signed_by_the_rows_key_is_403_without_a_word_and_stores_nothing()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var path = await WebhookAsync(Acme);
        var body = Body(Event(Acme, "delivered", "e1", 10));
        var now = Now.ToString(CultureInfo.InvariantCulture);

        await RefusedAsync(Sign(other, now, body), now, body);
        await RefusedAsync(Sign(curve, now, body), now, body);
        await RefusedAsync(Sign(_key, now, body), now, body[..^2]);
        await RefusedAsync(Sign(_key, now, body), now[..^1], [(byte)now[^1], .. body]);
        await RefusedAsync(Sign(_key, now, body), (Now + 1).ToString(CultureInfo.InvariantCulture), body);
        await RefusedAsync("AAAA", now, body);
        await RefusedAsync(null, now, body);
        await RefusedAsync(Sign(_key, now, body), null, body);
        var old = (Now - (3 * 86_400)).ToString(CultureInfo.InvariantCulture);
        await RefusedAsync(Sign(_key, old, body), old, body);

        (await Acme.GetAsync("/api/email/messages/m1@acme.test")).IsProblem("not-found", 404);

        async Task RefusedAsync(string? signature, string? timestamp, byte[] octets)
        {
            var answer = await SendAsync(path, octets, signature, timestamp);
            Assert.Equal((HttpStatusCode.Forbidden, ""), (answer.Status, answer.Text));
        }
    }

    [Fact]
    public async Task A_token_or_a_provider_that_is_nobodys_is_404_without_a_word()
    {
        var path = await WebhookAsync(Acme);
        var body = Body(Event(Acme, "delivered", "e1", 10));
        var token = path[(path.LastIndexOf('/') + 1)..];

        foreach (var wrong in (string[])[$"/webhooks/sendgrid/{token}x", $"/webhooks/sendgrid/{token[..^1]}", "/webhooks/sendgrid/x", $"/webhooks/pigeon/{token}", $"/webhooks/smtp/{token}"])
        {
            var answer = await PostAsync(wrong, body);
            Assert.Equal((wrong, HttpStatusCode.NotFound, ""), (wrong, answer.Status, answer.Text));
        }
    }

    [Fact]
    public async Task A_webhook_is_shown_once_replaced_by_the_next_and_taken_away()
    {
        var row = Id(await AddAsync(Acme, Config(), "sendgrid"));
        var first = (await Acme.PostAsync($"/api/providers/{row}/webhook")).Is(HttpStatusCode.Created);
        var second = (await Acme.PostAsync($"/api/providers/{row}/webhook")).Is(HttpStatusCode.Created);
        Assert.True((await Acme.GetAsync($"/api/providers/{row}"))["hasWebhook"].GetBoolean());
        Assert.DoesNotContain(second["token"].GetString()!, (await Acme.GetAsync($"/api/providers/{row}")).Text, StringComparison.Ordinal);
        var body = Body(Event(Acme, "delivered", "e1", 10));

        (await PostAsync("/webhooks" + first["path"].GetString(), body)).Is(HttpStatusCode.NotFound);
        (await PostAsync("/webhooks" + second["path"].GetString(), body)).Is(HttpStatusCode.OK);
        (await Acme.DeleteAsync($"/api/providers/{row}/webhook")).Is(HttpStatusCode.NoContent);
        (await PostAsync("/webhooks" + second["path"].GetString(), body)).Is(HttpStatusCode.NotFound);
        Assert.False((await Acme.GetAsync($"/api/providers/{row}"))["hasWebhook"].GetBoolean());
    }

    [Fact]
    public async Task A_rows_key_moves_no_message_of_another_tenant()
    {
        await PostAsync(await WebhookAsync(Acme), Body(Event(Acme, "delivered", "e1", 10)));

        (await PostAsync(await WebhookAsync(Globex), Body(Event(Acme, "bounce", "e2", 20)))).Is(HttpStatusCode.OK);

        Assert.Equal("delivered", Assert.Single((await Acme.GetAsync("/api/email/messages/m1@acme.test"))["recipients"].EnumerateArray()).GetProperty("status").GetString());
        (await Globex.GetAsync("/api/email/messages/m1@acme.test")).IsProblem("not-found", 404);
    }

    [Fact]
    public async Task Ten_thousand_events_in_one_body_are_stored_and_their_messages_come_in_pages()
    {
        var path = await WebhookAsync(Acme);
        var body = Body([.. Enumerable.Range(0, 10_000).Select(i => Event(Acme, "delivered", $"e{i}", i % 100, $"m{i % 500}@acme.test"))]);

        (await PostAsync(path, body)).Is(HttpStatusCode.OK);
        (await PostAsync(path, body)).Is(HttpStatusCode.OK);

        Assert.Equal(20, (await Acme.GetAsync("/api/email/messages/m7@acme.test"))["events"].GetArrayLength());
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Acme.GetAsync($"/api/email/heard?recipient=jane@customer.test&limit=120{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.Items().Select(one => one.GetProperty("messageId").GetString()!));
            cursor = page["next"].GetString();
        }
        while (cursor is not null);
        Assert.Equal((500, 500), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task A_signed_body_that_is_a_broken_list_is_400_one_that_is_no_list_403_and_one_without_end_413()
    {
        var path = await WebhookAsync(Acme);

        (await PostAsync(path, "{}"u8.ToArray())).Is(HttpStatusCode.Forbidden);
        (await PostAsync(path, "[{]"u8.ToArray())).Is(HttpStatusCode.BadRequest);
        (await PostAsync(path, new byte[17 * 1024 * 1024])).Is(HttpStatusCode.RequestEntityTooLarge);
    }

    private async Task<string> WebhookAsync(Caller caller)
    {
        var row = Id((await AddAsync(caller, Config(), "sendgrid", priority: 9)).Is(HttpStatusCode.Created));
        return "/webhooks" + (await caller.PostAsync($"/api/providers/{row}/webhook")).Is(HttpStatusCode.Created)["path"].GetString();
    }

    private string Config() => $$"""{"apiKey":"SG.x","fromAddress":"hello@acme.test","webhookPublicKey":"{{Convert.ToBase64String(_key.ExportSubjectPublicKeyInfo())}}"}""";

    private Task<Answer> PostAsync(string path, byte[] body)
    {
        var now = Now.ToString(CultureInfo.InvariantCulture);
        return SendAsync(path, body, Sign(_key, now, body), now);
    }

    private Task<Answer> SendAsync(string path, byte[] body, string? signature, string? timestamp)
    {
        var headers = new List<(string, string)>();
        if (signature is not null) headers.Add(("X-Twilio-Email-Event-Webhook-Signature", signature));
        if (timestamp is not null) headers.Add(("X-Twilio-Email-Event-Webhook-Timestamp", timestamp));
        return Api.Anonymous().SendAsync(HttpMethod.Post, path, Caller.Json(body), [.. headers]);
    }

    private static string Sign(ECDsa key, string timestamp, byte[] body) =>
        Convert.ToBase64String(key.SignData([.. Encoding.ASCII.GetBytes(timestamp), .. body], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence));

    private static string Event(Caller caller, string kind, string id, int second, string message = "m1@acme.test", string to = "jane@customer.test", string more = "") =>
        $$"""{"email":"{{to}}","event":"{{kind}}","timestamp":{{Now - 600 + second}},"sg_event_id":"{{id}}","lmn_message_id":"{{message}}","lmn_tenant":"{{caller.Tenant}}"{{more}}}""";

    private static byte[] Body(params string[] events) => Encoding.UTF8.GetBytes("[" + string.Join(",\r\n", events) + "]\r\n");
}
