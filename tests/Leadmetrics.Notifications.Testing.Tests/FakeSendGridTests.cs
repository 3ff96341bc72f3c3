using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Leadmetrics.Notifications.Testing.Tests;

public sealed class FakeSendGridTests : IAsyncDisposable
{
    private const string Good = """
        {"personalizations":[{"to":[{"email":"c@d.test","name":"C"}],"cc":[{"email":"e@d.test"}]}],"from":{"email":"a@b.test"},"subject":"S",
        "content":[{"type":"text/plain","value":"t"},{"type":"text/html","value":"<p>h</p>"}],
        "attachments":[{"content":"AAEC","filename":"a.bin","type":"application/octet-stream","disposition":"attachment"}],"headers":{"X-Own":"1"}}
        """;

    private readonly FakeSendGrid _fake = FakeSendGrid.Start();
    private readonly HttpClient _http;

    public FakeSendGridTests()
    {
        _http = new HttpClient { BaseAddress = _fake.BaseAddress };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "test-key");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_good_mail_is_answered_202_with_an_id_and_recorded(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v3/mail/send") { Content = Json(Good) };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = chunked;
        using var response = await _http.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var recorded = Assert.Single(await _fake.WaitForRequestsAsync(1, Cancel));
        Assert.Equal(recorded.MessageId, Assert.Single(response.Headers.GetValues("X-Message-Id")));
        Assert.Equal(("POST", "/v3/mail/send", 202), (recorded.Method, recorded.Path, recorded.StatusCode));
        Assert.Equal("S", recorded.Json!.Value.GetProperty("subject").GetString());
        Assert.Equal(Good, recorded.BodyText);
        Assert.StartsWith("application/json", recorded.Header("content-type"), StringComparison.Ordinal);
        Assert.Same(recorded, Assert.Single(_fake.AcceptedMails));
        Assert.Equal(1, _fake.Count("/v3/mail/send"));
    }

    [Theory]
    [InlineData("""{"email":"c@d.test","name":"C"}""", "", "personalizations.0.to")]
    [InlineData("c@d.test", "c.d.test", "personalizations.0.to.0.email")]
    [InlineData("e@d.test", "C@d.test", "personalizations.0")]
    [InlineData("\"name\":\"C\"", "\"name\":\"C, D\"", "personalizations.0.to.0.name")]
    [InlineData("\"name\":\"C\"", "\"name\":\"C; D\"", "personalizations.0.to.0.name")]
    [InlineData("\"name\":\"C\"", "\"name\":\"\\\"C\\\", D\\\"\"", "personalizations.0.to.0.name")]
    [InlineData("\"name\":\"C\"", "\"name\":\"\\\"C, D\\\\\\\"\"", "personalizations.0.to.0.name")]
    [InlineData("\"from\":{\"email\":\"a@b.test\"},", "", "from.email")]
    [InlineData("\"subject\":\"S\",", "", "subject")]
    [InlineData("\"text/plain\"", "\"text/html\"", "content")]
    [InlineData("\"value\":\"t\"", "\"value\":\"\"", "content.0.value")]
    [InlineData("AAEC", "AA EC=", "attachments.0.content")]
    [InlineData("\"filename\":\"a.bin\",", "", "attachments.0.filename")]
    [InlineData("\"disposition\":\"attachment\"", "\"disposition\":\"x\"", "attachments.0.disposition")]
    [InlineData("X-Own", "Subject", "headers.Subject")]
    [InlineData("{", "[{", null)]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"custom_args\":{\"n\":1}", "custom_args")]
    [InlineData("\"headers\"", "\"header\"", "header")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"reply_to\":{\"email\":\"x\"}", "reply_to.email")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"reply_to\":{\"email\":\"x@d.test\"},\"reply_to_list\":[]", "reply_to_list")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"reply_to_list\":[{\"email\":\"x@d.test\"},{\"email\":\"x@d.test\"}]", "reply_to_list")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"categories\":[\"a\",\"a\"]", "categories")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"categories\":\"a\"", "categories")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"ip_pool_name\":\"a\"", "ip_pool_name")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"asm\":{\"groups_to_display\":[1]}", "asm.group_id")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"asm\":{\"group_id\":1,\"groups_to_display\":[1,\"2\"]}", "asm.groups_to_display.1")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"asm\":{\"group_id\":1,\"groups_to_display\":[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26]}", "asm.groups_to_display")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"send_at\":\"1\"", "send_at")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"send_at\":1700259201", "send_at")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"batch_id\":\"unknown\"", "batch_id")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"mail_settings\":{\"sandbox_mode\":{\"enable\":\"yes\"}}", "mail_settings.sandbox_mode.enable")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"mail_settings\":{\"bypass_list_management\":{\"enable\":true},\"bypass_spam_management\":{\"enable\":true}}", "mail_settings.bypass_list_management")]
    [InlineData("\"headers\":{\"X-Own\":\"1\"}", "\"tracking_settings\":{\"open_tracking\":{\"enabled\":true}}", "tracking_settings.open_tracking.enabled")]
    [InlineData("\"cc\":[{\"email\":\"e@d.test\"}]", "\"subject\":\"\"", "personalizations.0.subject")]
    [InlineData("\"cc\":[{\"email\":\"e@d.test\"}]", "\"substitutions\":{\"a\":1}", "personalizations.0.substitutions.a")]
    [InlineData("\"name\":\"C\"", "\"name\":5", "personalizations.0.to.0.name")]
    public async Task A_broken_rule_is_answered_400_with_its_field(string good, string bad, string? field)
    {
        Assert.Contains(good, Good, StringComparison.Ordinal);
        _fake.Clock = new Standing();
        using var response = await _http.PostAsync("v3/mail/send", Json(Good.Replace(good, bad, StringComparison.Ordinal)), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(field, body.RootElement.GetProperty("errors")[0].GetProperty("field").GetString());
        Assert.Empty(_fake.AcceptedMails);
    }

    [Fact]
    public async Task Scopes_are_listed_and_a_wrong_key_is_told()
    {
        Assert.Equal("""{"scopes":["mail.send","sender_verification_eligible"]}""", await _http.GetStringAsync("v3/scopes", Cancel));
        _fake.Scopes.Remove("mail.send");
        using var forbidden = await _http.PostAsync("v3/mail/send", Json(Good), Cancel);
        _fake.ApiKey = "another";
        using var unauthorized = await _http.GetAsync("v3/scopes", Cancel);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized), (forbidden.StatusCode, unauthorized.StatusCode));
    }

    [Fact]
    public async Task Scripted_answers_are_used_up_in_order()
    {
        _fake.Answer(FakeSendGridAnswer.TooManyRequests(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)), times: 2);
        _fake.Answer(FakeSendGridAnswer.BadRequest("from.email", "Say \"please\""));
        _fake.Answer(FakeSendGridAnswer.Unauthorized);
        _fake.Answer(FakeSendGridAnswer.Forbidden);
        _fake.Answer(FakeSendGridAnswer.PayloadTooLarge);
        _fake.Answer(FakeSendGridAnswer.ServerError);
        var statuses = new List<int>();
        for (var i = 0; i < 8; i++)
        {
            using var response = await _http.PostAsync("v3/mail/send", Json(Good), Cancel);
            statuses.Add((int)response.StatusCode);
            if (i == 0)
                Assert.Equal("1700000000", Assert.Single(response.Headers.GetValues("X-RateLimit-Reset")));
            if (i == 2)
                Assert.Contains("please", await response.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        Assert.Equal([429, 429, 400, 401, 403, 413, 500, 202], statuses);
        Assert.Single(_fake.Requests.Select(request => request.Connection).Distinct());
    }

    [Fact]
    public async Task A_connection_closed_behind_the_body_leaves_the_request_on_record()
    {
        _fake.Answer(FakeSendGridAnswer.CloseAfterBody);
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.PostAsync("v3/mail/send", Json(Good), Cancel));

        var request = Assert.Single(_fake.Requests);
        Assert.Equal((0, Good), (request.StatusCode, request.BodyText));
        Assert.Empty(_fake.AcceptedMails);
    }

    [Fact]
    public async Task A_connection_closed_before_the_body_leaves_it_unread()
    {
        _fake.Answer(FakeSendGridAnswer.CloseBeforeBody);
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.PostAsync("v3/mail/send", Json(new string(' ', 1_000_000) + Good), Cancel));

        Assert.True(_fake.Requests[0].Body.IsEmpty);
    }

    [Fact]
    public async Task A_hang_lasts_until_the_client_gives_up()
    {
        _fake.Answer(FakeSendGridAnswer.Hang);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var send = _http.PostAsync("v3/mail/send", Json(Good), patience.Token);
        await _fake.WaitForRequestsAsync(1, Cancel);
        Assert.False(send.IsCompleted);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
    }

    [Fact]
    public async Task A_mail_with_everything_is_taken()
    {
        _fake.Clock = new Standing();
        _fake.AddBatch("b");
        const string Rest = """
            "send_at":1700259200,"batch_id":"b","asm":{"group_id":1,"groups_to_display":[1]},"ip_pool_name":"warm","categories":["a"],"reply_to_list":[{"email":"x@d.test"}],
            "mail_settings":{"sandbox_mode":{"enable":true},"footer":{"enable":true,"text":"t","html":"h"}},"custom_args":{"a":"b"},
            "tracking_settings":{"click_tracking":{"enable":true,"enable_text":false},"ganalytics":{"enable":true,"utm_source":"s"}},"headers"
            """;
        using var response = await _http.PostAsync("v3/mail/send", Json(Good.Replace("\"headers\"", Rest, StringComparison.Ordinal)), Cancel);

        Assert.Equal((HttpStatusCode.Accepted, ""), (response.StatusCode, await response.Content.ReadAsStringAsync(Cancel)));
    }

    [Theory]
    [InlineData("custom_args", 10_000, HttpStatusCode.Accepted)]
    [InlineData("custom_args", 10_001, HttpStatusCode.BadRequest)]
    [InlineData("substitutions", 10_000, HttpStatusCode.Accepted)]
    [InlineData("substitutions", 10_001, HttpStatusCode.BadRequest)]
    public async Task What_a_mail_carries_for_itself_has_10_000_bytes(string name, int bytes, HttpStatusCode expected)
    {
        var own = $$"""{"a":"{{new string('x', bytes - 8)}}"}""";
        using var response = await _http.PostAsync("v3/mail/send", Json(Good.Replace("\"cc\":[{\"email\":\"e@d.test\"}]", $"\"{name}\":{own}", StringComparison.Ordinal)), Cancel);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_batch_has_one_status_or_none()
    {
        using var made = await _http.PostAsync("v3/mail/batch", null, Cancel);
        using var document = JsonDocument.Parse(await made.Content.ReadAsStringAsync(Cancel));
        var id = document.RootElement.GetProperty("batch_id").GetString()!;
        var body = $$"""{"batch_id":"{{id}}","status":"pause"}""";
        var statuses = new List<int> { (int)made.StatusCode };
        await CallAsync(HttpMethod.Get, $"v3/mail/batch/{id}", null);
        await CallAsync(HttpMethod.Get, "v3/mail/batch/unknown", null);
        await CallAsync(HttpMethod.Patch, $"v3/user/scheduled_sends/{id}", """{"status":"cancel"}""");
        await CallAsync(HttpMethod.Post, "v3/user/scheduled_sends", body);
        await CallAsync(HttpMethod.Post, "v3/user/scheduled_sends", body);
        await CallAsync(HttpMethod.Patch, $"v3/user/scheduled_sends/{id}", """{"status":"cancel"}""");
        Assert.Equal("cancel", _fake.BatchStatus(id));
        Assert.Equal($$"""[{"batch_id":"{{id}}","status":"cancel"}]""", await _http.GetStringAsync($"v3/user/scheduled_sends/{id}", Cancel));
        await CallAsync(HttpMethod.Delete, $"v3/user/scheduled_sends/{id}", null);
        await CallAsync(HttpMethod.Delete, $"v3/user/scheduled_sends/{id}", null);
        await CallAsync(HttpMethod.Post, "v3/user/scheduled_sends", """{"batch_id":"unknown","status":"pause"}""");
        await CallAsync(HttpMethod.Post, "v3/user/scheduled_sends", $$"""{"batch_id":"{{id}}","status":"wait"}""");
        await CallAsync(HttpMethod.Put, "v3/user/scheduled_sends", body);

        Assert.Equal([201, 200, 400, 404, 201, 400, 204, 204, 404, 400, 400, 405], statuses);
        Assert.Null(_fake.BatchStatus(id));

        async Task CallAsync(HttpMethod method, string path, string? content)
        {
            using var request = new HttpRequestMessage(method, path) { Content = content is null ? null : Json(content) };
            using var response = await _http.SendAsync(request, Cancel);
            statuses.Add((int)response.StatusCode);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _fake.DisposeAsync();
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    private sealed class Standing : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    }
}
