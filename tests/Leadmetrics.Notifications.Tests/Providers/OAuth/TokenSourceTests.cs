using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>One account's tokens, by a clock that the test moves: cached, fetched once, renewed early, and left alone where asking is of no use.</summary>
public sealed class TokenSourceTests
{
    private static CancellationToken Cancel => Tokens.Cancel;

    [Fact]
    public async Task A_token_serves_until_it_is_due_and_is_asked_for_once()
    {
        await using var tokens = new Tokens();
        var source = tokens.Source();

        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        tokens.Clock.Advance(TimeSpan.FromMinutes(54));
        Assert.Equal("access-1", await source.GetAsync(null, Cancel));

        Assert.Single(tokens.Endpoint.Requests);
        Assert.Single(tokens.Log.Of(1030));
    }

    [Fact]
    public async Task A_hundred_that_wait_make_one_request_and_one_that_gives_up_ends_it_for_nobody()
    {
        await using var tokens = new Tokens();
        var source = tokens.Source();
        var open = new TaskCompletionSource();
        tokens.Endpoint.Gate = open.Task;
        using var impatient = new CancellationTokenSource();

        var first = source.GetAsync(null, impatient.Token).AsTask();
        var others = Enumerable.Range(0, 99).Select(_ => source.GetAsync(null, Cancel).AsTask()).ToArray();
        await tokens.Endpoint.WaitForRequestsAsync(1, Cancel);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        open.SetResult();

        Assert.All(await Task.WhenAll(others), token => Assert.Equal("access-1", token));
        Assert.Single(tokens.Endpoint.Requests);
    }

    [Fact]
    public async Task Five_minutes_before_its_end_another_one_is_fetched_while_the_old_one_serves()
    {
        await using var tokens = new Tokens();
        var source = tokens.Source();
        await source.GetAsync(null, Cancel);
        var open = new TaskCompletionSource();
        tokens.Endpoint.Gate = open.Task;
        tokens.Clock.Advance(TimeSpan.FromMinutes(55));

        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        await tokens.Endpoint.WaitForRequestsAsync(2, Cancel);
        open.SetResult();
        await tokens.Log.WhenAsync(1030, 2);
        tokens.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("access-2", await source.GetAsync(null, Cancel));
        Assert.Equal(2, tokens.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task An_early_refresh_that_fails_is_logged_and_hurts_nobody()
    {
        await using var tokens = new Tokens();
        var source = tokens.Source();
        await source.GetAsync(null, Cancel);
        tokens.Endpoint.Answer(FakeTokenAnswer.Status(503));
        tokens.Clock.Advance(TimeSpan.FromMinutes(56));

        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        await tokens.Log.WhenAsync(1031);
        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        Assert.Equal(2, tokens.Endpoint.Requests.Count);

        tokens.Clock.Advance(TimeSpan.FromSeconds(5));

        // The flight that failed may not have ended in whole yet.
        while (tokens.Endpoint.Requests.Count < 3)
        {
            Cancel.ThrowIfCancellationRequested();
            await source.GetAsync(null, Cancel);
            await Task.Yield();
        }
    }

    [Fact]
    public async Task An_expired_token_is_waited_for()
    {
        await using var tokens = new Tokens();
        var source = tokens.Source();
        await source.GetAsync(null, Cancel);
        tokens.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal("access-2", await source.GetAsync(null, Cancel));
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_and_not_again_for_a_while()
    {
        await using var tokens = new Tokens();
        var source = tokens.Source();
        var first = await source.GetAsync(null, Cancel);

        var renewed = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => source.GetAsync(first, Cancel).AsTask()));

        Assert.All(renewed, token => Assert.Equal("access-2", token));
        Assert.Equal("access-2", await source.GetAsync(first, Cancel));
        Assert.Equal("access-2", await source.GetAsync("access-2", Cancel));
        Assert.Equal(2, tokens.Endpoint.Requests.Count);
        tokens.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("access-3", await source.GetAsync("access-2", Cancel));
    }

    [Fact]
    public async Task Where_another_host_has_renewed_the_refused_token_nobody_is_asked()
    {
        await using var tokens = new Tokens();
        var (one, other) = (tokens.Source(), tokens.Source());
        Assert.Equal("access-1", await one.GetAsync(null, Cancel));
        Assert.Equal("access-1", await other.GetAsync(null, Cancel));
        Assert.Equal("access-2", await one.GetAsync("access-1", Cancel));

        Assert.Equal("access-2", await other.GetAsync("access-1", Cancel));
        Assert.Equal(2, tokens.Endpoint.Requests.Count);
    }

    [Theory]
    [InlineData("invalid_grant", FailureKind.NeedsReauthorization, 1032)]
    [InlineData("invalid_client", FailureKind.Authentication, 1031)]
    public async Task What_is_refused_for_good_is_asked_for_once_by_all_hosts(string error, FailureKind kind, int logged)
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Error(error));
        var (one, other) = (tokens.Source(), tokens.Source());

        foreach (var source in new[] { one, one, other, other })
        {
            var failure = await Tokens.FailAsync(source);
            Assert.Equal((kind, SendOutcome.Rejected, SendPhase.Auth), (failure.Kind, failure.Outcome, failure.Phase));
            Assert.True(source.IsRefused);
        }

        Assert.Single(tokens.Endpoint.Requests);
        Assert.Single(tokens.Log.Of(logged));
    }

    [Fact]
    public async Task A_test_asks_again_once_and_what_it_gets_serves_everybody()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Error("invalid_grant"), 2);
        var (serving, tested) = (tokens.Source(), tokens.Source());
        await Tokens.FailAsync(serving);

        tested.Reconsider();
        await Tokens.FailAsync(tested);
        await Tokens.FailAsync(tested);
        Assert.Equal(2, tokens.Endpoint.Requests.Count);
        tested.Reconsider();
        Assert.Equal("access-1", await tested.GetAsync(null, Cancel));

        Assert.Equal("access-1", await serving.GetAsync(null, Cancel));
        Assert.False(serving.IsRefused);
        Assert.Equal(3, tokens.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task Other_settings_are_not_refused_with_the_former_ones()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Take("refresh-0", isTaken: false);
        tokens.Endpoint.Take("refresh-new");
        await Tokens.FailAsync(tokens.Source());

        Assert.Equal("access-1", await tokens.Source(tokens.Settings with { RefreshToken = new Secret("refresh-new") }).GetAsync(null, Cancel));
    }

    [Fact]
    public async Task A_consent_that_ends_while_a_token_is_valid_is_noted_and_the_token_serves_to_its_end()
    {
        await using var tokens = new Tokens();
        var source = tokens.Source();
        await source.GetAsync(null, Cancel);
        tokens.Endpoint.Take("refresh-0", isTaken: false);
        tokens.Clock.Advance(TimeSpan.FromMinutes(56));

        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        await tokens.Log.WhenAsync(1032);
        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        Assert.False(source.IsRefused);
        tokens.Clock.Advance(TimeSpan.FromMinutes(4));

        Assert.Equal(FailureKind.NeedsReauthorization, (await Tokens.FailAsync(source)).Kind);
        Assert.Equal(2, tokens.Endpoint.Requests.Count);
    }

    [Fact]
    public async Task A_failure_that_may_pass_is_given_to_all_until_its_pause_is_over()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Status(429, "", ("Retry-After", "60")));
        var source = tokens.Source();

        var failure = await Tokens.FailAsync(source);
        Assert.Equal((FailureKind.Throttled, SendOutcome.Deferred, TimeSpan.FromSeconds(60)), (failure.Kind, failure.Outcome, failure.RetryAfter));
        tokens.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(TimeSpan.FromSeconds(1), (await Tokens.FailAsync(source)).RetryAfter);
        Assert.Single(tokens.Endpoint.Requests);
        tokens.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
    }
}
