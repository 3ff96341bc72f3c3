using Leadmetrics.Notifications.AspNetCore.Tests.Contract;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Bodies;

/// <summary>No other site writes with a browser's own credentials: every write that a browser may have made carries a header that only we can have set.</summary>
public sealed class BrowserWriteTests(Stores stores) : ApiScenario(stores.Sqlite)
{
    private const string Header = "X-Notifications-Request";

    [Theory]
    [InlineData("Cookie", "a=b")]
    [InlineData("Origin", "https://elsewhere.test")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "same-origin")]
    [InlineData("Authorization", "Basic eDp5")]
    [InlineData("Authorization", "negotiate eDp5")]
    [InlineData("Authorization", "NTLM eDp5")]
    public async Task A_write_of_a_browser_needs_the_header_on_every_route(string mark, string value)
    {
        var writes = ApiRoute.Of(Api).Where(route => route is { IsOfApi: true, IsWrite: true }).ToArray();
        Assert.True(writes.Length >= 15);
        foreach (var route in writes)
        {
            (await Acme.SendAsync(new HttpMethod(route.Method), route.Path, null, (mark, value))).IsProblem("header-missing", 403, Header);
            Assert.NotEqual(403, (int)(await Acme.SendAsync(new HttpMethod(route.Method), route.Path, null, (mark, value), (Header, "1"))).Status);
        }
    }

    [Fact]
    public async Task A_program_with_a_key_of_its_own_needs_none()
    {
        foreach (var route in ApiRoute.Of(Api).Where(route => route is { IsOfApi: true, IsWrite: true })) Assert.NotEqual(403, (int)(await Acme.SendAsync(new HttpMethod(route.Method), route.Path)).Status);
        Assert.NotEqual(403, (int)(await Acme.PostAsync("/api/email/dead/requeue", null, ("Authorization", "Bearer x"))).Status);
    }

    [Fact]
    public async Task Reading_needs_none()
    {
        foreach (var route in ApiRoute.Of(Api).Where(route => route is { IsOfApi: true, IsWrite: false })) Assert.NotEqual(403, (int)await Acme.StatusAsync(new HttpMethod(route.Method), route.Path, ("Cookie", "a=b"), ("Sec-Fetch-Site", "cross-site")));
    }

    [Fact]
    public async Task Who_has_logged_in_writes_with_his_cookie_and_the_header_and_not_without()
    {
        var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["key"] = Acme.Key });
        var login = await Api.Anonymous().SendAsync(HttpMethod.Post, "/login", form);
        var cookie = login.Header("Set-Cookie")!.Split(';')[0];

        (await Api.Anonymous().PostAsync("/api/email/pause", null, ("Cookie", cookie))).IsProblem("header-missing", 403, Header);
        (await Api.Anonymous().PostAsync("/api/email/pause", null, ("Cookie", cookie), (Header, "1"))).Is(System.Net.HttpStatusCode.NoContent);

        Assert.True((await StatusAsync(Acme)).GetProperty("paused").GetBoolean());
        (await Api.Anonymous().SendAsync(HttpMethod.Get, "/api/email/status", null, ("Cookie", cookie))).Is(System.Net.HttpStatusCode.OK);
    }
}
