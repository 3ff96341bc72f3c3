using Leadmetrics.Notifications;
using Leadmetrics.Notifications.Queue.Storing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Leadmetrics.Conformance.Stores;

/// <summary>When every <see cref="IBreakerStore"/> opens, lets one through and closes.</summary>
public abstract class BreakerConformance
{
    private static readonly AccountKey Row = new("acme", "row:1");
    private static readonly TimeSpan FiveMinutes = TimeSpan.FromMinutes(5);

    /// <summary>A fresh queue.</summary>
    protected abstract Task<QueueUnderTest> CreateAsync();

    [Fact]
    public async Task Opened_breaker_is_listed_until_it_is_closed()
    {
        await using var queue = await CreateAsync();
        var opened = await OpenAsync(queue);

        Assert.Equal((Row, 3, FailureKind.Authentication, 1, "refused � it"), (opened.Account, opened.Version, opened.Kind, opened.Step, opened.Text));
        Assert.InRange(opened.RetryIn!.Value, FiveMinutes - TimeSpan.FromMinutes(1), FiveMinutes);
        var listed = Assert.Single(await queue.Breakers.ListAsync(Mails.Acme));
        Assert.Equal((Row, 1, opened.OpenedAt), (listed.Account, listed.Step, listed.OpenedAt));
        Assert.Empty(await queue.Breakers.ListAsync(Mails.Globex));
        Assert.Empty(await queue.Breakers.ListAsync(null));

        Assert.True(await queue.Breakers.CloseAsync(Row));
        Assert.False(await queue.Breakers.CloseAsync(Row));
        Assert.Empty(await queue.Breakers.ListAsync(Mails.Acme));
    }

    [Fact]
    public async Task Platforms_breakers_are_listed_without_a_tenant()
    {
        await using var queue = await CreateAsync();
        await queue.Breakers.OpenAsync(new AccountKey("", "platform"), 0, 0, FailureKind.Throttled, FiveMinutes, null);

        Assert.Equal("platform", Assert.Single(await queue.Breakers.ListAsync(null)).Account.Account);
        Assert.Empty(await queue.Breakers.ListAsync(Mails.Acme));
    }

    [Fact]
    public async Task Mails_that_fail_at_once_open_it_once()
    {
        await using var queue = await CreateAsync();
        var other = queue.OpenHost().GetRequiredService<IBreakerStore>();

        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? queue.Breakers : other).OpenAsync(Row, 3, 0, FailureKind.Connect, FiveMinutes, null)));

        Assert.All(opened, breaker => Assert.Equal(1, breaker.Step));
        Assert.Equal(1, await queue.CountAsync("email_breaker"));
    }

    [Fact]
    public async Task Next_failure_behind_the_wait_takes_one_step_and_one_that_saw_another_step_none()
    {
        await using var queue = await CreateAsync();
        var opened = await OpenAsync(queue);
        await queue.AdvanceAsync(FiveMinutes);

        var second = await queue.Breakers.OpenAsync(Row, 3, 1, FailureKind.Tls, TimeSpan.FromMinutes(15), "again");
        Assert.Equal((2, FailureKind.Tls, "again"), (second.Step, second.Kind, second.Text));
        Assert.InRange(second.RetryIn!.Value, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(15));
        Assert.InRange((opened.OpenedAt - FiveMinutes - second.OpenedAt).Duration(), TimeSpan.Zero, TimeSpan.FromSeconds(1));

        await queue.AdvanceAsync(TimeSpan.FromMinutes(15));
        Assert.Equal(2, (await queue.Breakers.OpenAsync(Row, 3, 1, FailureKind.Connect, FiveMinutes, null)).Step);
        Assert.Equal(2, (await queue.Breakers.OpenAsync(Row, 3, 0, FailureKind.Connect, FiveMinutes, null)).Step);
        Assert.Equal(3, (await queue.Breakers.OpenAsync(Row, 3, 2, FailureKind.Connect, FiveMinutes, null)).Step);
    }

    [Fact]
    public async Task One_that_still_waits_stays_as_it_is()
    {
        await using var queue = await CreateAsync();
        await OpenAsync(queue);

        var still = await queue.Breakers.OpenAsync(Row, 3, 1, FailureKind.Tls, TimeSpan.FromHours(1), "again");

        Assert.Equal((1, FailureKind.Authentication), (still.Step, still.Kind));
        Assert.InRange(still.RetryIn!.Value, TimeSpan.Zero, FiveMinutes);
    }

    [Fact]
    public async Task One_that_waits_for_an_edit_lets_nobody_through_and_opens_anew_over_the_edited_row()
    {
        await using var queue = await CreateAsync();
        Assert.Null((await queue.Breakers.OpenAsync(Row, 3, 0, FailureKind.Authentication, null, null)).RetryIn);
        await queue.AdvanceAsync(TimeSpan.FromDays(30));

        Assert.False(await queue.Breakers.TryProbeAsync(Row, 1, FiveMinutes));
        Assert.Null((await queue.Breakers.OpenAsync(Row, 3, 1, FailureKind.Tls, FiveMinutes, null)).RetryIn);
        var anew = await queue.Breakers.OpenAsync(Row, 4, 1, FailureKind.Tls, FiveMinutes, null);
        Assert.Equal((4, 1, FailureKind.Tls), (anew.Version, anew.Step, anew.Kind));
        Assert.NotNull(anew.RetryIn);
        Assert.Equal(4, (await queue.Breakers.OpenAsync(Row, 3, 1, FailureKind.Authentication, null, null)).Version);
    }

    [Fact]
    public async Task One_caller_of_all_is_let_through_behind_the_wait()
    {
        await using var queue = await CreateAsync();
        await OpenAsync(queue);
        Assert.False(await queue.Breakers.TryProbeAsync(Row, 1, FiveMinutes));
        await queue.AdvanceAsync(FiveMinutes);
        Assert.False(await queue.Breakers.TryProbeAsync(Row, 2, FiveMinutes));
        Assert.False(await queue.Breakers.TryProbeAsync(new AccountKey("acme", "row:2"), 1, FiveMinutes));

        var probes = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => queue.Breakers.TryProbeAsync(Row, 1, FiveMinutes)));

        Assert.Single(probes, through => through);
        await queue.AdvanceAsync(FiveMinutes);
        Assert.True(await queue.Breakers.TryProbeAsync(Row, 1, FiveMinutes));
        Assert.Equal(2, (await queue.Breakers.OpenAsync(Row, 3, 1, FailureKind.Tls, FiveMinutes, null)).Step);
        await queue.AdvanceAsync(FiveMinutes);
        Assert.True(await queue.Breakers.TryProbeAsync(Row, 2, FiveMinutes));
    }

    private static Task<Breaker> OpenAsync(QueueUnderTest queue) => queue.Breakers.OpenAsync(Row, 3, 0, FailureKind.Authentication, FiveMinutes, "refused \0 it");
}
