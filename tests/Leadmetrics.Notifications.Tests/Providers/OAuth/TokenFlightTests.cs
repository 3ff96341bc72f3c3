using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>What hosts that share a row do about its tokens, and what is kept there.</summary>
public sealed class TokenFlightTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Cancel => Tokens.Cancel;

    [Fact]
    public async Task Of_two_hosts_one_asks_and_the_other_waits_for_what_it_gets()
    {
        await using var tokens = new Tokens();
        var open = new TaskCompletionSource();
        tokens.Endpoint.Gate = open.Task;
        var one = tokens.Source().GetAsync(null, Cancel).AsTask();
        await tokens.Endpoint.WaitForRequestsAsync(1, Cancel);

        var other = tokens.Source().GetAsync(null, Cancel).AsTask();
        await tokens.Clock.WhenTimerIsSetAsync(Poll);
        tokens.Clock.Advance(Poll);
        await tokens.Clock.WhenTimerIsSetAsync(Poll);
        Assert.False(other.IsCompleted);
        open.SetResult();
        Assert.Equal("access-1", await one);
        tokens.Clock.Advance(Poll);

        Assert.Equal("access-1", await other);
        Assert.Single(tokens.Endpoint.Requests);
    }

    [Fact]
    public async Task A_host_that_died_while_it_asked_is_waited_for_as_long_as_its_claim_lasts()
    {
        await using var tokens = new Tokens();
        var fingerprint = tokens.Settings.FingerprintFor(Tokens.User);
        tokens.Store.State = TokenState.Empty.With(new TokenEntry(fingerprint, tokens.Clock.GetUtcNow()) { RefreshingUntil = tokens.Clock.GetUtcNow() + TimeSpan.FromSeconds(1) }, tokens.Clock.GetUtcNow());

        var waiting = tokens.Source().GetAsync(null, Cancel).AsTask();
        for (var i = 0; i < 5; i++)
        {
            await tokens.Clock.WhenTimerIsSetAsync(Poll);
            Assert.Empty(tokens.Endpoint.Requests);
            tokens.Clock.Advance(Poll);
        }

        Assert.Equal("access-1", await waiting);
    }

    [Fact]
    public async Task A_rotated_refresh_token_is_stored_before_the_access_token_is_used_and_is_the_one_sent_next()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.RotatesRefreshTokens = true;
        var source = tokens.Source();

        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        Assert.Equal("refresh-1", Assert.Single(tokens.Store.State.Entries).RefreshToken!.Reveal());
        tokens.Clock.Advance(TimeSpan.FromHours(1));

        // Another process: it knows what stands in the store alone.
        Assert.Equal("access-2", await tokens.Source().GetAsync(null, Cancel));
        Assert.Equal(["refresh-0", "refresh-1"], tokens.Endpoint.Requests.Select(request => request.Form["refresh_token"]));
    }

    [Fact]
    public async Task Where_the_rotated_refresh_token_cannot_be_stored_the_access_token_is_not_used()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.RotatesRefreshTokens = true;
        tokens.Store.Writing = state =>
        {
            if (state.Entries.Any(entry => entry.AccessToken is not null)) throw new TokenStoreException(new IOException("no answer"));
        };
        var source = tokens.Source();

        var failure = await Tokens.FailAsync(source);

        Assert.Equal((FailureKind.Unavailable, SendOutcome.Deferred, SendPhase.Auth), (failure.Kind, failure.Outcome, failure.Phase));
        Assert.All(tokens.Store.State.Entries, entry => Assert.Null(entry.AccessToken));
        tokens.Store.Writing = static _ => { };
        tokens.Clock.Advance(TimeSpan.FromSeconds(5));

        // The provider takes the old refresh token no more: what it gave is stored first.
        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        Assert.Equal("refresh-1", Assert.Single(tokens.Store.State.Entries).RefreshToken!.Reveal());
        Assert.Single(tokens.Endpoint.Requests);
    }

    [Fact]
    public async Task A_store_that_does_not_answer_is_a_failure_that_may_pass_and_nobody_is_asked()
    {
        await using var tokens = new Tokens();
        tokens.Store.Writing = _ => throw new TokenStoreException(new IOException("no answer"));

        Assert.Equal((FailureKind.Unavailable, SendOutcome.Deferred), await Tokens.FailAsync(tokens.Source()) is var failure ? (failure.Kind, failure.Outcome) : default);
        Assert.Empty(tokens.Endpoint.Requests);
    }

    [Fact]
    public async Task A_refusal_that_cannot_be_noted_stands_all_the_same()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Error("invalid_grant"), 2);
        tokens.Store.Writing = state =>
        {
            if (state.Entries.Any(entry => entry.Refusal is not null)) throw new TokenStoreException(new IOException("no answer"));
        };
        var source = tokens.Source();

        Assert.Equal(FailureKind.NeedsReauthorization, (await Tokens.FailAsync(source)).Kind);
        Assert.True(source.IsRefused);
        Assert.Single(tokens.Log.Of(1033));
    }

    [Fact]
    public async Task Settings_that_are_tested_leave_the_serving_ones_tokens_alone()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.RotatesRefreshTokens = true;
        var serving = tokens.Source();
        await serving.GetAsync(null, Cancel);
        var before = Assert.Single(tokens.Store.State.Entries);

        for (var i = 1; i <= 6; i++)
        {
            tokens.Clock.Advance(TimeSpan.FromMinutes(1));
            tokens.Endpoint.Take($"pending-{i}", isTaken: i != 3);
            var tested = tokens.Source(tokens.Settings with { RefreshToken = new Secret($"pending-{i}") }, tokens.Store.Pending);
            tested.Reconsider();
            if (i == 3) await Tokens.FailAsync(tested);
            else Assert.NotEqual("access-1", await tested.GetAsync(null, Cancel));
        }

        Assert.Equal(4, tokens.Store.State.Entries.Count);
        Assert.Equal(before, tokens.Store.State.Find(before.Fingerprint));
        Assert.Equal("access-1", await tokens.Source().GetAsync(null, Cancel));
    }

    [Fact]
    public async Task Tokens_that_a_test_got_are_the_serving_ones_once_its_settings_serve()
    {
        await using var tokens = new Tokens();
        await tokens.Source(store: tokens.Store.Pending).GetAsync(null, Cancel);
        Assert.False(Assert.Single(tokens.Store.State.Entries).IsServing);

        Assert.Equal("access-1", await tokens.Source().GetAsync(null, Cancel));

        Assert.True(Assert.Single(tokens.Store.State.Entries).IsServing);
        Assert.Single(tokens.Endpoint.Requests);
    }

    [Fact]
    public async Task A_test_of_settings_with_the_serving_ones_account_leaves_them_their_mark()
    {
        await using var tokens = new Tokens();
        await tokens.Source().GetAsync(null, Cancel);
        tokens.Clock.Advance(TimeSpan.FromHours(1));
        var unmarked = 0;
        tokens.Store.Writing = state => unmarked += state.Entries.Count(entry => !entry.IsServing);

        Assert.Equal("access-2", await tokens.Source(store: tokens.Store.Pending).GetAsync(null, Cancel));

        Assert.Equal(0, unmarked);
        Assert.True(Assert.Single(tokens.Store.State.Entries).IsServing);
    }

    [Fact]
    public async Task Tokens_that_cannot_be_opened_are_an_error_until_a_test_writes_new_ones()
    {
        await using var tokens = new Tokens();
        tokens.Store.IsUnreadable = true;
        var source = tokens.Source();

        Assert.Equal((FailureKind.Configuration, SendOutcome.Rejected), await Tokens.FailAsync(source) is var failure ? (failure.Kind, failure.Outcome) : default);
        Assert.Empty(tokens.Endpoint.Requests);
        source.Reconsider();

        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
    }

    [Fact]
    public async Task A_row_that_is_gone_ends_in_a_failure_and_not_in_a_circle()
    {
        await using var tokens = new Tokens();
        var store = new GoneRow();

        Assert.Equal(FailureKind.Unavailable, (await Tokens.FailAsync(tokens.Source(store: store))).Kind);
        Assert.Empty(tokens.Endpoint.Requests);
    }

    private sealed class GoneRow : ITokenStore
    {
        public Guid? RowId => Guid.Empty;

        public bool IsServing => true;

        public Task<TokenSnapshot> LoadAsync() => Task.FromResult(new TokenSnapshot(TokenState.Empty, null));

        public Task<bool> TryReplaceAsync(TokenSnapshot before, TokenState after) => Task.FromResult(false);
    }
}
