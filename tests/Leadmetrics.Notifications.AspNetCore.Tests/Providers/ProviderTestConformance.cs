using System.Globalization;
using System.Net;
using System.Text.Json;
using Leadmetrics.Notifications.AspNetCore.Tests.Hosts;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.AspNetCore.Tests.Providers;

/// <summary>The test of a provider as a person sees it: its stages, what failed, and how often it may be asked for.</summary>
public abstract class ProviderTestConformance(SharedHost shared) : ApiScenario(shared)
{
    [Fact]
    public async Task A_port_where_nobody_listens_is_told_and_forgotten_once_it_is_corrected()
    {
        var id = Id(await AddAsync(Acme, Settings(port: ClosedPort())));

        var failed = (await Acme.PostAsync($"/api/providers/{id}/test")).Is(HttpStatusCode.OK);
        Assert.Equal((false, "connect"), (failed["verified"].GetBoolean(), failed["outcome"].GetString()));
        Assert.Contains(failed["stages"].EnumerateArray(), stage => stage.GetProperty("stage").GetString() == "connect" && stage.GetProperty("outcome").GetString() == "failed");
        Assert.NotEmpty(failed["failure"].GetProperty("remedy").GetProperty("sentence").GetString()!);
        var shown = await Acme.GetAsync($"/api/providers/{id}");
        Assert.Contains("refused", shown["lastError"].GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.String), (shown["verifiedAt"].ValueKind, shown["lastErrorAt"].ValueKind));

        (await Acme.PutAsync($"/api/providers/{id}", $$"""{"config":{{Settings()}}}""")).Is(HttpStatusCode.OK);
        var passed = (await Acme.PostAsync($"/api/providers/{id}/test", "{}")).Is(HttpStatusCode.OK);

        Assert.Equal((true, "ok"), (passed["verified"].GetBoolean(), passed["outcome"].GetString()));
        var mended = await Acme.GetAsync($"/api/providers/{id}");
        Assert.Equal((JsonValueKind.String, JsonValueKind.Null), (mended["verifiedAt"].ValueKind, mended["lastError"].ValueKind));
        Assert.Empty(Catcher.Messages);
    }

    [Fact]
    public async Task As_events_the_stages_come_in_their_order_and_the_result_behind_them()
    {
        var id = Id(await AddAsync(Acme, Settings(""","user":"app","pass":"x" """)));
        await using var stream = await Acme.OpenAsync(HttpMethod.Post, $"/api/providers/{id}/test", """{"triesSender":true}""");

        var events = new List<(string Name, JsonElement Data)>();
        while (await stream.NextAsync() is { } one) events.Add(one);

        Assert.All(events[..^1], one => Assert.Equal("stage", one.Name));
        Assert.Equal("result", events[^1].Name);
        var stages = events[..^1].Select(one => one.Data.GetProperty("stage").GetString()!).ToArray();
        Assert.Equal(["policy", "dns", "connect", "greeting"], stages[..4]);
        Assert.Equal("sender", stages[^1]);
        Assert.True(events[^1].Data.GetProperty("verified").GetBoolean());

        // A stage that was skipped never ended: the result alone tells of it.
        var all = events[^1].Data.GetProperty("stages").EnumerateArray().Select(stage => (Stage: stage.GetProperty("stage").GetString()!, Outcome: stage.GetProperty("outcome").GetString())).ToArray();
        Assert.Equal(["policy", "dns", "connect", "greeting", "tls", "ehlo", "auth", "sender"], all.Select(stage => stage.Stage));
        Assert.Equal(all.Where(stage => stage.Outcome != "skipped").Select(stage => stage.Stage), stages);
    }

    [Fact]
    public async Task A_stage_is_told_when_it_ends_and_not_at_the_end()
    {
        var release = new TaskCompletionSource();
        Catcher.Server.At(SmtpPoint.Greeting, SmtpFault.Hold(release.Task), times: 1);
        var id = Id(await AddAsync(Acme, Settings()));
        await using var stream = await Acme.OpenAsync(HttpMethod.Post, $"/api/providers/{id}/test");

        // The server has not greeted, and what came before it is known.
        Assert.Equal(("policy", "dns", "connect"), (await StageAsync(), await StageAsync(), await StageAsync()));
        release.SetResult();
        Assert.Equal("greeting", await StageAsync());

        async Task<string?> StageAsync() => (await stream.NextAsync())!.Value.Data.GetProperty("stage").GetString();
    }

    [Fact]
    public async Task A_password_that_the_server_refuses_is_a_failed_test_with_what_it_said()
    {
        Catcher.Server.Options.AcceptAnyCredentials = false;
        var id = Id(await AddAsync(Acme, Settings(""","user":"app","pass":"x" """)));

        var failed = (await Acme.PostAsync($"/api/providers/{id}/test")).Is(HttpStatusCode.OK);

        Assert.Equal("auth", failed["outcome"].GetString());
        var failure = failed["failure"];
        Assert.Equal(("auth", 535, "5.7.8"), (failure.GetProperty("phase").GetString(), failure.GetProperty("response").GetProperty("code").GetInt32(), failure.GetProperty("response").GetProperty("enhancedCode").GetString()));
        Assert.NotEmpty(failure.GetProperty("remedy").GetProperty("code").GetString()!);
    }

    [Theory]
    [InlineData("*/*")]
    [InlineData("text/event-stream")]
    public async Task A_recipient_that_is_no_address_is_named_before_anything_is_called(string accept)
    {
        var id = Id(await AddAsync(Acme, Settings()));

        (await Acme.PostAsync($"/api/providers/{id}/test", """{"recipient":"nobody"}""", ("Accept", accept))).IsProblem("invalid-field", 400, "recipient");

        Assert.Empty(Catcher.Server.Connections);
    }

    [Fact]
    public async Task A_tenants_looks_at_domains_are_limited_and_another_tenants_go_on()
    {
        var host = await StartAsync(new Dictionary<string, string> { ["Notifications:Api:DomainChecksPerTenant"] = "1" });
        var (acme, globex) = (host.NewTenant("acme"), host.NewTenant("globex"));

        // A name that nobody can register is asked of nobody.
        (await acme.GetAsync("/api/email/domains/nowhere")).IsProblem("invalid-field", 400, "domain");
        (await acme.GetAsync("/api/email/domains/nowhere")).IsProblem("too-many-tests", 429);
        (await globex.GetAsync("/api/email/domains/nowhere")).IsProblem("invalid-field", 400, "domain");
    }

    [Fact]
    public async Task A_tenants_tests_are_limited_and_another_tenants_go_on()
    {
        var host = await StartAsync(new Dictionary<string, string> { ["Notifications:Api:TestsPerTenant"] = "3" });
        var (acme, globex) = (host.NewTenant("acme"), host.NewTenant("globex"));
        var (mine, other) = (Id(await AddAsync(acme, Settings())), Id(await AddAsync(globex, Settings())));
        for (var i = 0; i < 3; i++) (await acme.PostAsync($"/api/providers/{mine}/test")).Is(HttpStatusCode.OK);

        var refused = (await acme.PostAsync($"/api/providers/{mine}/test", null, ("Accept", "text/event-stream"))).IsProblem("too-many-tests", 429);

        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
        Assert.InRange(refused["retryAfterSeconds"].GetDouble(), 1, 60);
        (await globex.PostAsync($"/api/providers/{other}/test")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_host_is_not_called_more_often_because_several_tenants_ask()
    {
        var host = await StartAsync(new Dictionary<string, string> { ["Notifications:Api:TestsPerHost"] = "4" });
        var callers = ((Caller, string)[])[await WithRowAsync("acme"), await WithRowAsync("globex")];
        foreach (var (caller, row) in callers.Concat(callers)) (await caller.PostAsync($"/api/providers/{row}/test")).Is(HttpStatusCode.OK);

        foreach (var (caller, row) in callers) Assert.NotNull((await caller.PostAsync($"/api/providers/{row}/test")).IsProblem("too-many-tests", 429).Header("Retry-After"));

        // Another host, and be it the same machine, has a count of its own.
        var (acme, _) = callers[0];
        var elsewhere = Id(await AddAsync(acme, Settings().Replace("127.0.0.1", "localhost", StringComparison.Ordinal)));
        (await acme.PostAsync($"/api/providers/{elsewhere}/test")).Is(HttpStatusCode.OK);

        async Task<(Caller Caller, string Row)> WithRowAsync(string name)
        {
            var caller = host.NewTenant(name);
            return (caller, Id(await AddAsync(caller, Settings())));
        }
    }

    [Fact]
    public async Task The_presets_are_there_with_where_their_limits_are_documented()
    {
        var presets = (await Acme.GetAsync("/api/providers/presets")).Items();

        Assert.Contains(presets, preset => preset.GetProperty("id").GetString() == "sendgrid");
        Assert.All(presets, preset => Assert.StartsWith("https://", preset.GetProperty("documentation").GetString(), StringComparison.Ordinal));
    }
}
