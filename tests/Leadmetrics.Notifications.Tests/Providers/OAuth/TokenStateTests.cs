using System.Text;
using Leadmetrics.Notifications.Providers.OAuth;
using Leadmetrics.Notifications.Secrets;

namespace Leadmetrics.Notifications.Tests.Providers.OAuth;

public sealed class TokenStateTests
{
    private static readonly DateTimeOffset Now = new DateTimeOffset(2026, 3, 1, 9, 8, 7, TimeSpan.Zero).AddTicks(1234567);

    [Fact]
    public void Of_too_many_settings_the_oldest_goes_but_never_the_serving_one()
    {
        var state = TokenState.Empty.With(new TokenEntry("serving", Now) { IsServing = true }, Now);
        for (var i = 1; i <= 9; i++) state = state.With(new TokenEntry($"pending-{i}", Now.AddMinutes(i)), Now.AddMinutes(i));

        Assert.Equal(["pending-7", "pending-8", "pending-9", "serving"], state.Entries.Select(entry => entry.Fingerprint).Order(StringComparer.Ordinal));
        Assert.True(state.Find("serving")!.IsServing);
    }

    [Fact]
    public void There_is_one_serving_set_of_settings()
    {
        var state = TokenState.Empty.With(new TokenEntry("old", Now) { IsServing = true }, Now).With(new TokenEntry("new", Now) { IsServing = true }, Now);

        Assert.Equal(["new"], state.Entries.Where(entry => entry.IsServing).Select(entry => entry.Fingerprint));
        Assert.NotNull(state.Find("old"));
    }

    [Fact]
    public void What_served_before_or_was_tested_goes_after_a_day_once_other_settings_serve()
    {
        var late = Now.AddDays(1).AddSeconds(1);
        var state = new TokenState(
        [
            new TokenEntry("replaced", Now) { IsServing = true },
            new TokenEntry("tested", Now),
            new TokenEntry("asked for", Now) { RefreshingUntil = late.AddSeconds(1) },
            new TokenEntry("new", Now.AddSeconds(1)),
        ]);

        Assert.Equal(["asked for", "new", "serving"], state.With(new TokenEntry("serving", Now) { IsServing = true }, late).Entries.Select(entry => entry.Fingerprint).Order(StringComparer.Ordinal));
        Assert.Equal("replaced", Assert.Single(state.With(new TokenEntry("pending", late), late).Entries, entry => entry.IsServing).Fingerprint);
    }

    [Fact]
    public void What_is_written_reads_back_the_same()
    {
        var state = new TokenState(
        [
            new TokenEntry("bare", Now),
            new TokenEntry("full", Now)
            {
                AccessToken = new Secret("hunter2 \u00fc"), ExpiresAt = Now.AddHours(1), RefreshToken = new Secret("hunter2"), RefreshingUntil = Now.AddSeconds(45), IsServing = true, Refusal = TokenRefusal.Client,
            },
            new TokenEntry("refused", Now) { Refusal = TokenRefusal.Consent },
        ]);

        Assert.Equal(state.Entries, TokenStateJson.Read(TokenStateJson.Write(state))!.Entries);
        Assert.DoesNotContain("hunter2", string.Join(' ', state.Entries), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"entries":{}}""")]
    [InlineData("""{"entries":[{}]}""")]
    [InlineData("""{"entries":[{"settings":"a","updatedAt":"yesterday"}]}""")]
    public void What_is_something_else_is_not_read(string json) => Assert.Null(TokenStateJson.Read(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(60, 54, false)]
    [InlineData(60, 55, true)]
    [InlineData(8, 3, false)]
    [InlineData(8, 4, true)]
    public void A_token_is_due_five_minutes_before_its_end_or_after_half_its_life(int minutes, int after, bool due)
    {
        var entry = new TokenEntry("a", Now) { AccessToken = new Secret("t"), ExpiresAt = Now.AddMinutes(minutes) };

        Assert.Equal(due, entry.IsDueAt(Now.AddMinutes(after)));
        Assert.True(entry.IsValidAt(Now.AddMinutes(minutes).AddTicks(-1)));
        Assert.False(entry.IsValidAt(Now.AddMinutes(minutes)));
    }

    [Fact]
    public void A_refused_client_is_tried_again_after_a_while_and_a_withdrawn_consent_is_not()
    {
        var client = new TokenEntry("a", Now) { Refusal = TokenRefusal.Client };
        var consent = new TokenEntry("a", Now) { Refusal = TokenRefusal.Consent };

        Assert.Equal(TokenRefusal.Client, client.RefusalAt(Now.AddMinutes(14)));
        Assert.Null(client.RefusalAt(Now.AddMinutes(15)));
        Assert.Equal(TokenRefusal.Consent, consent.RefusalAt(Now.AddYears(1)));
    }
}
