using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Bodies;

/// <summary>What is not known, has another type, stands twice or is missing is refused, and named by its path; nothing of the host's inside is told.</summary>
public sealed class JsonTests(Stores stores) : ApiScenario(stores.Sqlite)
{
    private const string Nowhere = "/api/email/messages/0198c0de-0000-7000-8000-000000000001/settle";

    private static readonly Dictionary<string, string> Known = new()
    {
        ["/api/email/queue/bulk"] = "messages",
        ["/api/providers"] = "config",
        ["/api/email/suppressions"] = "note",
        [Nowhere] = "delivered",
    };

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"message":""")]
    [InlineData("""{"message":{}}x""")]
    [InlineData("""{'message':{}}""")]
    [InlineData("""{"message":{},}""")]
    [InlineData("// none\n{}")]
    [InlineData("null")]
    public async Task What_is_no_JSON_object_at_all_is_malformed(string body)
    {
        foreach (var path in (string[])["/api/email/queue", "/api/email/send"]) (await Acme.PostAsync(path, body)).IsProblem("malformed-json", 400);
        foreach (var path in (string[])["/api/email/queue/bulk", "/api/providers", "/api/email/suppressions", Nowhere]) (await Acme.PostAsync(path, body.Replace("message", Known[path], StringComparison.Ordinal).Replace("{}", "null", StringComparison.Ordinal))).IsProblem("malformed-json", 400);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("true")]
    public async Task JSON_that_is_no_object_is_an_invalid_field(string body)
    {
        foreach (var path in (string[])["/api/email/queue", "/api/email/queue/bulk", "/api/email/send", "/api/providers", "/api/email/suppressions", "/api/email/dead/requeue", Nowhere]) (await Acme.PostAsync(path, body)).IsProblem("invalid-field", 400);
    }

    [Theory]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x"},"sendat":"2026-01-01T00:00:00Z"}""", "sendat")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x"},"SendAt":"2026-01-01T00:00:00Z"}""", "SendAt")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x","subjekt":"y"}}""", "message.subjekt")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test","nam":"x"}],"text":"x"}}""", "message.to[0].nam")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x","attachments":[{"fileName":"a","content":"","inline":true}]}}""", "message.attachments[0]")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x","attachments":[{"content":""}]}}""", "message.attachments[0]")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x","attachments":[{"fileName":"a","content":"?"}]}}""", "message.attachments[0]")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x","attachments":[7]}}""", "message.attachments[0]")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x","attachments":5}}""", "message.attachments")]
    [InlineData("""{"message":{"to":"a@b.test","text":"x"}}""", "message.to")]
    [InlineData("""{"message":{"to":["a@b.test"],"text":"x"}}""", "message.to[0]")]
    [InlineData("""{"message":{"to":[{"address":7}],"text":"x"}}""", "message.to[0].address")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"subject":7}}""", "message.subject")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"subject":"\ud800"}}""", "message.subject")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"headers":["x"]}}""", "message.headers")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"subject":"a","subject":"b"}}""", "message")]
    [InlineData("""{"message":{"text":"x"},"message":{"text":"x"}}""", "message")]
    [InlineData("""{"message":[]}""", "message")]
    [InlineData("""{"message":"x"}""", "message")]
    [InlineData("""{"message":null}""", "message")]
    [InlineData("{}", "message")]
    [InlineData("""{"message":{"text":"x"},"messages":[]}""", "messages")]
    [InlineData("""{"message":{"text":"x"},"lane":"fast"}""", "lane")]
    [InlineData("""{"message":{"text":"x"},"lane":1}""", "lane")]
    [InlineData("""{"message":{"text":"x"},"onUncertain":"maybe"}""", "onUncertain")]
    [InlineData("""{"message":{"text":"x"},"sendAt":"tomorrow"}""", "sendAt")]
    [InlineData("""{"message":{"text":"x"},"sendAt":7}""", "sendAt")]
    [InlineData("""{"message":{"text":"x"},"expiresAt":"0001-01-01T00:00:00+14:00"}""", "expiresAt")]
    [InlineData("""{"message":{"text":"x"},"ignoreSuppressions":"yes"}""", "ignoreSuppressions")]
    [InlineData("""{"message":{"text":"x"},"provider":{"trackopens":true}}""", "provider.trackopens")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x"},"provider":{"sendAt":"2027-01-01T00:00:00Z"}}""", "provider.sendAt")]
    [InlineData("""{"message":{"to":[{"address":"a@b.test"}],"text":"x"},"provider":{"isBulk":true}}""", "provider.isBulk")]
    public async Task A_field_that_the_queue_does_not_take_is_named(string body, string field) => (await Acme.PostAsync("/api/email/queue", body)).IsProblem("invalid-field", 400, field);

    [Theory]
    [InlineData("/api/email/send", """{"message":{"to":[{"address":"a@b.test"}],"text":"x"},"options":{"isbulk":true}}""", "options.isbulk")]
    [InlineData("/api/email/send", """{"message":{"to":[{"address":"a@b.test"}],"text":"x"},"sendAt":null}""", "sendAt")]
    [InlineData("/api/email/queue/bulk", """{"messages":[]}""", "messages")]
    [InlineData("/api/email/queue/bulk", """{"messages":7}""", "messages")]
    [InlineData("/api/email/queue/bulk", """{"messages":null}""", "messages")]
    [InlineData("/api/email/queue/bulk", """{"messages":{}}""", "messages")]
    [InlineData("/api/email/queue/bulk", """{"messages":[{"text":"x"},{"texd":"x"}]}""", "messages[1].texd")]
    [InlineData("/api/email/queue/bulk", """{"messages":[null]}""", "messages[0]")]
    [InlineData("/api/email/queue/bulk", """{"message":{"text":"x"}}""", "message")]
    [InlineData("/api/providers", """{"config":{}}""", "provider")]
    [InlineData("/api/providers", """{"provider":"smtp"}""", "config")]
    [InlineData("/api/providers", """{"provider":"smtp","config":[]}""", "config")]
    [InlineData("/api/providers", """{"provider":"smtp","config":null}""", "config")]
    [InlineData("/api/providers", """{"provider":"smtp","config":{},"priority":"1"}""", "priority")]
    [InlineData("/api/providers", """{"provider":"smtp","config":{},"priority":2147483648}""", "priority")]
    [InlineData("/api/providers", """{"provider":"smtp","config":{},"enabled":1}""", "enabled")]
    [InlineData("/api/providers", """{"provider":"smtp","config":{},"version":1}""", "version")]
    [InlineData("/api/providers", """{"provider":"smtp","config":{},"tenant":"globex"}""", "tenant")]
    [InlineData("/api/email/suppressions", "{}", "address")]
    [InlineData("/api/email/suppressions", """{"address":"a@b.test","reason":"because"}""", "reason")]
    [InlineData("/api/email/suppressions", """{"address":"a@b.test","reason":4}""", "reason")]
    [InlineData("/api/email/suppressions", """{"address":"a@b.test","expiresAt":"2020-01-01T00:00:00Z"}""", "expiresAt")]
    [InlineData("/api/email/suppressions", """{"address":"a@b.test","createdAt":"2020-01-01T00:00:00Z"}""", "createdAt")]
    [InlineData("/api/email/dead/requeue", """{"ids":["x"]}""", "ids[0]")]
    [InlineData("/api/email/dead/requeue", """{"id":[]}""", "id")]
    [InlineData(Nowhere, "{}", "delivered")]
    [InlineData(Nowhere, """{"delivered":"yes"}""", "delivered")]
    [InlineData("/api/providers/0198c0de-0000-7000-8000-000000000001/test", """{"triessender":true}""", "triessender")]
    public async Task A_field_that_a_call_does_not_take_is_named(string path, string body, string field) => (await Acme.PostAsync(path, body)).IsProblem("invalid-field", 400, field);

    [Theory]
    [InlineData("""{"provider":"smtp","config":{}}""")]
    [InlineData("""{"provider":"smtp","config":{"host":7,"fromAddress":"a@b.test"}}""")]
    [InlineData("""{"provider":"smtp","config":{"host":"smtp.example.com","port":99999,"fromAddress":"a@b.test"}}""")]
    [InlineData("""{"provider":"smtp","config":{"host":"smtp.example.com","port":"587","fromAddress":"nobody"}}""")]
    [InlineData("""{"provider":"smtp","config":{"host":"\ud800","fromAddress":"a@b.test"}}""")]
    [InlineData("""{"provider":"sendgrid","config":{"apiKey":["x"]}}""")]
    [InlineData("""{"provider":"ses","config":{"region":"nowhere"}}""")]
    public async Task Settings_that_are_refused_name_their_field_below_config(string body) =>
        Assert.StartsWith("config.", (await Acme.PostAsync("/api/providers", body)).IsProblem("invalid-settings", 400)["field"].GetString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"text":"x"}""", "message.to")]
    [InlineData("""{"to":[{"address":"nobody"}],"text":"x"}""", "message.to[0]")]
    [InlineData("""{"to":[{"address":"a@b.test"},{"address":"a@b@c"}],"text":"x"}""", "message.to[1]")]
    [InlineData("""{"to":[{"address":"a@b.test"}],"subject":"a\r\nBcc: c@d.test","text":"x"}""", "message.subject")]
    [InlineData("""{"to":[{"address":"a@b.test"}],"text":"x","headers":{"X-A":"b\nBcc: c@d.test"}}""", "message.headers")]
    public async Task A_message_that_cannot_be_sent_is_refused_and_its_field_named(string message, string field)
    {
        await AddVerifiedAsync(Acme);
        foreach (var path in (string[])["/api/email/queue", "/api/email/send"]) Assert.StartsWith(field, (await Acme.PostAsync(path, $$"""{"message":{{message}}}""")).IsProblem("invalid-message", 400)["field"].GetString(), StringComparison.Ordinal);
        Assert.StartsWith("messages[1]" + field["message".Length..], (await Acme.PostAsync("/api/email/queue/bulk", $$"""{"messages":[{{Message()}},{{message}}]}""")).IsProblem("invalid-message", 400)["field"].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await StatusAsync(Acme)).GetProperty("pending").GetInt32());
    }

    [Theory]
    [InlineData("/api/email/dead?limit=0", "limit")]
    [InlineData("/api/email/dead?limit=501", "limit")]
    [InlineData("/api/email/dead?limit=1&limit=2", "limit")]
    [InlineData("/api/email/suppressions?limit=ten", "limit")]
    [InlineData("/api/email/suppressions?reason=because", "reason")]
    [InlineData("/api/email/hours?hours=0", "hours")]
    [InlineData("/api/email/hours?hours=169", "hours")]
    [InlineData("/api/email/messages", "recipient")]
    [InlineData("/api/email/messages?recipient=nobody", "recipient")]
    [InlineData("/api/email/heard", "recipient")]
    [InlineData("/api/email/heard?recipient=nobody", "recipient")]
    public async Task What_stands_behind_the_question_mark_is_checked_too(string path, string field) => (await Acme.GetAsync(path)).IsProblem("invalid-field", 400, field);

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public async Task A_body_that_is_not_called_JSON_is_415(string? contentType)
    {
        foreach (var path in (string[])["/api/email/queue", "/api/email/send", "/api/providers", "/api/email/suppressions", "/api/email/dead/requeue"])
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes("{}"));
            if (contentType is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
            (await Acme.SendAsync(HttpMethod.Post, path, content)).IsProblem("media-type", 415);
        }
    }

    [Fact]
    public async Task Absent_and_null_are_the_same()
    {
        await AddVerifiedAsync(Acme);
        (await Acme.PostAsync("/api/email/queue", "{\"message\":" + Message() + ""","sendAt":null,"expiresAt":null,"onUncertain":null,"lane":null,"ignoreSuppressions":null,"provider":null,"messages":null}""")).Is(HttpStatusCode.Accepted);
        var entry = (await Acme.PostAsync("/api/email/suppressions", """{"address":"a@b.test","reason":null,"scope":null,"expiresAt":null,"note":null}""")).Is(HttpStatusCode.Created);
        Assert.Equal(("manual", "all"), (entry["reason"].GetString(), entry["scope"].GetString()));
        var row = Id(await AddAsync(Acme, Settings()));
        (await Acme.PostAsync($"/api/providers/{row}/test", """{"triesSender":null,"recipient":null}""")).Is(HttpStatusCode.OK);
        (await Acme.PutAsync($"/api/providers/{row}", """{"provider":null,"config":null,"priority":null,"enabled":null,"version":null}""")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Settings_in_which_a_field_stands_twice_are_refused() =>
        (await Acme.PostAsync("/api/providers", """{"provider":"smtp","config":{"host":"smtp.example.com","host":"smtp.example.net","fromAddress":"a@b.test"}}""")).IsProblem("invalid-field", 400);

    [Fact]
    public async Task Octets_that_are_no_UTF_8_are_refused()
    {
        byte[] broken = [.. """{"message":{"to":[{"address":"a@b.test"}],"text":" """u8, 0xFF, 0xC0, .. "\"}}"u8];
        (await Acme.SendAsync(HttpMethod.Post, "/api/email/queue", Caller.Json(broken))).IsProblem("invalid-field", 400, "message.text");
        (await Acme.SendAsync(HttpMethod.Post, "/api/email/queue", Caller.Json(Encoding.Unicode.GetBytes("{}")))).IsProblem("malformed-json", 400);
    }

    [Fact]
    public async Task What_is_nested_too_deeply_is_malformed()
    {
        var deep = new string('[', 20_000) + new string(']', 20_000);
        foreach (var (path, body) in ((string, string)[])
        [
            ("/api/email/queue", "{\"message\":{\"tags\":" + deep + "}}"), ("/api/email/send", "{\"message\":" + deep + "}"), ("/api/providers", "{\"provider\":\"smtp\",\"config\":{\"host\":" + deep + "}}"),
        ])
        {
            (await Acme.PostAsync(path, body)).IsProblem("malformed-json", 400);
        }
    }

    [Fact]
    public async Task An_id_that_is_none_is_404()
    {
        foreach (var id in (string[])["nobody", "0", "0198c0de-0000-7000-8000-000000000001", "0198c0de00007000800000000000000a", "%7b0198c0de-0000-7000-8000-000000000001%7d", new string('a', 3000)])
        {
            (await Acme.GetAsync($"/api/providers/{id}")).IsProblem("not-found", 404);
            (await Acme.GetAsync($"/api/email/messages/{id}")).IsProblem("not-found", 404);
            (await Acme.PostAsync($"/api/email/messages/{id}/cancel")).IsProblem("not-found", 404);
            (await Acme.PostAsync($"/api/email/dead/{id}/requeue")).IsProblem("not-found", 404);
        }
    }

    [Fact]
    public async Task A_form_that_is_left_empty_is_what_an_empty_object_is_where_a_body_may_be_missing()
    {
        Assert.Equal(0, (await Acme.PostAsync("/api/email/dead/requeue")).Is(HttpStatusCode.OK)["requeued"].GetInt32());
        Assert.Equal(0, (await Acme.PostAsync("/api/email/dead/requeue", "{}")).Is(HttpStatusCode.OK)["requeued"].GetInt32());
        Assert.Equal(0, (await Acme.PostAsync("/api/email/dead/requeue", """{"ids":null}""")).Is(HttpStatusCode.OK)["requeued"].GetInt32());
        Assert.Equal(0, (await Acme.PostAsync("/api/email/dead/requeue", """{"ids":[]}""")).Is(HttpStatusCode.OK)["requeued"].GetInt32());
    }
}
