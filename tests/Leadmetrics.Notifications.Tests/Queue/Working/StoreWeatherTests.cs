using Leadmetrics.Notifications.Queue.Working;
using Leadmetrics.Smtp.Tests;

namespace Leadmetrics.Notifications.Tests.Queue.Working;

/// <summary>How long nothing is rescued behind trouble with the store.</summary>
public sealed class StoreWeatherTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 3)]
    [InlineData(4, 6)]
    [InlineData(6, 8)]
    [InlineData(60, 8)]
    public void It_is_calm_again_two_seconds_and_as_long_as_the_trouble_lasted_behind_its_last_failure_and_eight_at_most(int lasted, int calm)
    {
        var weather = new StoreWeather(_clock);
        Assert.True(weather.IsCalm);
        weather.Failed();
        for (var second = 0; second < lasted; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            weather.Failed();
        }

        _clock.Advance(TimeSpan.FromSeconds(calm));
        Assert.False(weather.IsCalm);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(weather.IsCalm);
    }

    [Fact]
    public void Trouble_that_comes_back_after_a_while_is_another_one()
    {
        var weather = new StoreWeather(_clock);
        weather.Failed();
        _clock.Advance(TimeSpan.FromSeconds(9));
        weather.Failed();
        _clock.Advance(TimeSpan.FromSeconds(3));

        Assert.True(weather.IsCalm);
    }
}
