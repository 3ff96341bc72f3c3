using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;
using Leadmetrics.Notifications.Testing;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

/// <summary>A host was paused while it asked, or its clock is wrong: another one took its claim over, and what that one stored is left alone.</summary>
public sealed class LostClaimTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    private static CancellationToken Cancel => Tokens.Cancel;

    public static TheoryData<FakeTokenAnswer> Failures => [FakeTokenAnswer.Error("invalid_grant"), FakeTokenAnswer.Error("invalid_client"), FakeTokenAnswer.Error("temporarily_unavailable")];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_refusal_or_a_failure_is_not_written_over_another_hosts_token_which_serves(FakeTokenAnswer answer)
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(answer);
        var state = await AskAsync(tokens, entry => Granted(tokens, entry), out var asking);

        Assert.Equal("access-b", await asking);
        Assert.Same(state, tokens.Store.State);
        Assert.Empty(tokens.Log.Of(1032));
    }

    [Fact]
    public async Task Where_the_other_host_still_asks_it_is_waited_for()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Error("invalid_grant"));
        await AskAsync(tokens, entry => entry with { RefreshingUntil = entry.RefreshingUntil + TimeSpan.FromSeconds(1) }, out var asking);
        await tokens.Clock.WhenTimerIsSetAsync(Poll);

        Replace(tokens, entry => Granted(tokens, entry));
        tokens.Clock.Advance(Poll);

        Assert.Equal("access-b", await asking);
        Assert.Single(tokens.Endpoint.Requests);
    }

    [Fact]
    public async Task Where_the_other_host_got_nothing_either_the_failure_is_told_and_not_written()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Error("invalid_grant"));
        var state = await AskAsync(tokens, static entry => entry with { RefreshingUntil = null }, out var asking);

        Assert.Equal(FailureKind.NeedsReauthorization, (await Assert.ThrowsAsync<TokenException>(() => asking)).Failure.Kind);
        Assert.Same(state, tokens.Store.State);
        Assert.Single(tokens.Endpoint.Requests);
    }

    [Fact]
    public async Task Where_the_other_host_brought_a_refresh_token_it_is_asked_again_with_that_one()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.Answer(FakeTokenAnswer.Error("invalid_grant"));
        tokens.Endpoint.Take("refresh-b", isTaken: true);
        await AskAsync(tokens, static entry => entry with { RefreshingUntil = null, RefreshToken = new Secret("refresh-b") }, out var asking);

        Assert.StartsWith("access-", await asking, StringComparison.Ordinal);
        Assert.Equal(["refresh-0", "refresh-b"], tokens.Endpoint.Requests.Select(request => request.Form["refresh_token"]));
        Assert.Null(Assert.Single(tokens.Store.State.Entries).Refusal);
    }

    [Fact]
    public async Task A_grant_is_stored_all_the_same_and_keeps_the_refresh_token_that_the_other_host_brought()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.RotatesRefreshTokens = true;
        await AskAsync(tokens, entry => Granted(tokens, entry), out var asking);

        Assert.Equal("access-1", await asking);
        var entry = Assert.Single(tokens.Store.State.Entries);
        Assert.Equal(("access-1", "refresh-b", true), (entry.AccessToken!.Reveal(), entry.RefreshToken!.Reveal(), entry.IsServing));
    }

    [Fact]
    public async Task A_grant_takes_the_place_of_a_refusal_that_the_other_host_met_with_the_old_refresh_token()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.RotatesRefreshTokens = true;
        await AskAsync(tokens, static entry => entry with { RefreshingUntil = null, Refusal = TokenRefusal.Consent }, out var asking);

        Assert.Equal("access-1", await asking);
        var entry = Assert.Single(tokens.Store.State.Entries);
        Assert.Equal(("refresh-1", null), (entry.RefreshToken!.Reveal(), entry.Refusal));
    }

    [Fact]
    public async Task A_refresh_token_that_could_not_be_stored_is_stored_over_the_refusal_that_another_host_met_without_it()
    {
        await using var tokens = new Tokens();
        tokens.Endpoint.RotatesRefreshTokens = true;
        tokens.Store.Writing = state =>
        {
            if (state.Entries.Any(entry => entry.AccessToken is not null)) throw new TokenStoreException(new IOException("no answer"));
        };
        var source = tokens.Source();
        await Tokens.FailAsync(source);
        tokens.Store.Writing = static _ => { };
        tokens.Clock.Advance(TimeSpan.FromMinutes(1));
        Replace(tokens, entry => entry with { RefreshingUntil = null, Refusal = TokenRefusal.Consent, UpdatedAt = tokens.Clock.GetUtcNow() });

        Assert.Equal("access-1", await source.GetAsync(null, Cancel));
        Assert.Equal("refresh-1", Assert.Single(tokens.Store.State.Entries).RefreshToken!.Reveal());
    }

    // A host asks, and before the answer comes another one has made something else of its claim.
    private static Task<TokenState> AskAsync(Tokens tokens, Func<TokenEntry, TokenEntry> makes, out Task<string> asking)
    {
        var open = new TaskCompletionSource();
        tokens.Endpoint.Gate = open.Task;
        asking = tokens.Source().GetAsync(null, Cancel).AsTask();
        return TakeOverAsync();

        async Task<TokenState> TakeOverAsync()
        {
            await tokens.Endpoint.WaitForRequestsAsync(1, Cancel);
            Replace(tokens, makes);
            var state = tokens.Store.State;
            open.SetResult();
            return state;
        }
    }

    private static void Replace(Tokens tokens, Func<TokenEntry, TokenEntry> makes) =>
        tokens.Store.State = new TokenState([.. tokens.Store.State.Entries.Select(makes)]);

    private static TokenEntry Granted(Tokens tokens, TokenEntry entry) => entry with
    {
        RefreshingUntil = null,
        AccessToken = new Secret("access-b"),
        ExpiresAt = tokens.Clock.GetUtcNow() + TimeSpan.FromHours(1),
        RefreshToken = new Secret("refresh-b"),
        UpdatedAt = tokens.Clock.GetUtcNow(),
    };
}
