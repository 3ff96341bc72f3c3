using Leadmetrics.Notifications.Tenancy;
using Microsoft.Extensions.Logging.Abstractions;

namespace Leadmetrics.Notifications.Tests.Tenancy;

/// <summary>A tenant's place in the cache: who loads, who is answered by what is there.</summary>
public sealed class RouteEntryTests
{
    private readonly RouteEntry _entry = new(NullLogger.Instance);
    private int _loads;

    [Fact]
    public async Task An_answer_that_came_between_the_look_and_the_question_is_not_loaded_again()
    {
        var first = await Join(isYoung: true);
        var second = await Join(isYoung: true);

        Assert.Same(first, second);
        Assert.Equal(1, _loads);
    }

    [Fact]
    public async Task An_answer_that_is_too_old_is_loaded_again()
    {
        var first = await Join(isYoung: true);
        var second = await Join(isYoung: false);

        Assert.NotSame(first, second);
        Assert.Equal(2, _loads);
    }

    [Fact]
    public async Task An_answer_that_was_invalidated_is_loaded_again_however_young()
    {
        await Join(isYoung: true);
        _entry.Invalidate();
        await Join(isYoung: true);

        Assert.Equal(2, _loads);
    }

    [Fact]
    public async Task A_retired_entry_takes_no_question()
    {
        await Join(isYoung: true);
        _entry.Retire();

        Assert.Null(_entry.Join(_ => true, LoadAsync));
    }

    private Task<LoadedRoute> Join(bool isYoung) => _entry.Join(_ => isYoung, LoadAsync)!;

    private Task<LoadedRoute> LoadAsync(LoadedRoute? before)
    {
        _loads++;
        return Task.FromResult(new LoadedRoute(new EmailRoute([]), new Dictionary<Guid, LoadedRow>(), 0));
    }
}
