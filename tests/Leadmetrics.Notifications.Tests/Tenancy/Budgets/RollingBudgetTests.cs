using FsCheck;
using FsCheck.Fluent;
using Leadmetrics.Notifications.Providers;
using Leadmetrics.Notifications.Tenancy.Budgets;
using Leadmetrics.Peers;

namespace Leadmetrics.Notifications.Tests.Tenancy.Budgets;

public sealed class RollingBudgetTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 11, 59, 59, 950, TimeSpan.Zero);
    private static readonly BudgetSpan[] Spans = Enum.GetValues<BudgetSpan>();
    private static readonly TimeSpan Tick = TimeSpan.FromTicks(1);

    /// <summary>Limits, and steps: how long after the one before, in ticks, and how much.</summary>
    private static Gen<(SendingLimits Limits, (long Ticks, int Amount)[] Steps)> Traffic =>
        from second in Limit(20)
        from minute in Limit(60)
        from hour in Limit(90)
        from day in Limit(150)
        from steps in Step.ArrayOf(120)
        select (new SendingLimits { PerSecond = second, PerMinute = minute, PerHour = hour, PerDay = day }, steps);

    // Of every length that a window or a bucket has, a little less and a little more, so that steps meet their edges.
    private static Gen<(long Ticks, int Amount)> Step =>
        from unit in Gen.Elements(TimeSpan.TicksPerMillisecond, 100 * TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond, TimeSpan.TicksPerMinute, 15 * TimeSpan.TicksPerMinute, TimeSpan.TicksPerHour)
        from count in Gen.Frequency((3, Gen.Constant(0)), (5, Gen.Choose(0, 12)), (1, Gen.Choose(0, 70)))
        from off in Gen.Elements(-1, 0, 0, 1, 12_345)
        from amount in Gen.Choose(1, 9)
        select (Math.Max(0, unit * count + off), amount);

    // The usual run takes the same traffic each time, so that a failure there is the change's; the long run looks for new one.
    private static Config Usual => LongRun.Enabled
        ? Config.QuickThrowOnFailure.WithMaxTest(200_000)
        : Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(7099103068236924084, 6292872859469281617);

    private static Gen<int?> Limit(int most) => Gen.Frequency((1, Gen.Constant<int?>(null)), (3, Gen.Choose(9, most).Select(limit => (int?)limit)));

    [Fact]
    public void In_no_window_of_any_place_is_more_taken_than_the_limit() => Check.One(Usual, Prop.ForAll(Arb.From(Traffic), traffic =>
    {
        var run = new Run(traffic.Limits);
        foreach (var (ticks, amount) in traffic.Steps)
        {
            run.Advance(TimeSpan.FromTicks(ticks));
            run.Take(amount);
        }

        foreach (var span in Spans)
        {
            if (RollingBudget.LimitOf(traffic.Limits, span) is not { } limit) continue;

            // What was taken last in a window ends the fullest one; both ends belong to it.
            foreach (var (end, _) in run.Taken) Assert.InRange(run.Taken.Where(take => take.At <= end && take.At >= end - RollingBudget.WindowOf(span)).Sum(take => take.Amount), 0, limit);
        }
    }));

    [Fact]
    public void What_is_refused_is_refused_until_the_time_that_was_told_and_taken_then() => Check.One(Usual, Prop.ForAll(Arb.From(Traffic), traffic =>
    {
        var run = new Run(traffic.Limits);
        foreach (var (ticks, amount) in traffic.Steps)
        {
            run.Advance(TimeSpan.FromTicks(ticks));
            if (run.Take(amount).Refusal is not { } refusal) continue;
            Assert.InRange(refusal.RetryAfter!.Value, Tick, RollingBudget.WindowOf(refusal.Span) + RollingBudget.BucketOf(refusal.Span));
            Assert.False(run.Would(amount, refusal.RetryAfter.Value - Tick));
            Assert.True(run.Would(amount, refusal.RetryAfter.Value));
        }
    }));

    [Theory]
    [InlineData(BudgetSpan.Second, 11)]
    [InlineData(BudgetSpan.Minute, 61)]
    [InlineData(BudgetSpan.Hour, 61)]
    [InlineData(BudgetSpan.Day, 97)]
    public void All_buckets_that_a_window_can_touch_are_counted(BudgetSpan span, int count) => Assert.Equal(count, RollingBudget.CountOf(span));

    [Fact]
    public void Steady_traffic_loses_no_more_than_a_bucket_in_a_window()
    {
        var run = new Run(new SendingLimits { PerHour = 60 });
        for (var i = 0; i < 6000; i++)
        {
            run.Advance(TimeSpan.FromSeconds(10));
            run.Take(1);
        }

        Assert.InRange(run.Taken.Count, 6000 / 360 * 60 * 60 / 61 - 60, 6000 / 360 * 60 + 60);
    }

    [Fact]
    public void Clock_that_was_set_back_lets_nothing_more_through()
    {
        var run = new Run(new SendingLimits { PerHour = 2 });
        Assert.True(run.Take(2).IsTaken);
        run.Advance(-TimeSpan.FromMinutes(10));
        var refusal = run.Take(1).Refusal!;

        Assert.InRange(refusal.RetryAfter!.Value, TimeSpan.FromMinutes(70), TimeSpan.FromMinutes(71));
        run.Advance(refusal.RetryAfter.Value);
        Assert.True(run.Take(2).IsTaken);
    }

    [Fact]
    public void Clock_that_was_days_ahead_does_not_stop_everything_for_days()
    {
        var run = new Run(new SendingLimits { PerHour = 2 });
        run.Advance(TimeSpan.FromDays(300));
        Assert.True(run.Take(2).IsTaken);
        run.Advance(-TimeSpan.FromDays(300));

        Assert.True(run.Take(2).IsTaken);
        Assert.False(run.Take(1).IsTaken);
    }

    [Fact]
    public void Instants_before_1970_have_buckets_too()
    {
        Assert.Equal(-1, RollingBudget.IndexOf(BudgetSpan.Second, DateTimeOffset.UnixEpoch - Tick));
        Assert.Equal(0, RollingBudget.IndexOf(BudgetSpan.Second, DateTimeOffset.UnixEpoch));
    }

    /// <summary>A store in memory that one taker uses.</summary>
    private sealed class Run(SendingLimits limits)
    {
        private readonly List<BudgetBucket> _kept = [];

        public DateTimeOffset Now { get; private set; } = Start;

        public List<(DateTimeOffset At, int Amount)> Taken { get; } = [];

        public void Advance(TimeSpan by) => Now += by;

        public BudgetTake Take(int amount)
        {
            var take = At(amount, Now);
            if (!take.IsTaken) return take;
            _kept.RemoveAll(bucket => RollingBudget.IsPast(bucket, Now));
            _kept.AddRange(take.Receipt.Buckets);
            Taken.Add((Now, amount));
            return take;
        }

        public bool Would(int amount, TimeSpan after) => At(amount, Now + after).IsTaken;

        private BudgetTake At(int amount, DateTimeOffset now) => RollingBudget.Take([new BudgetCharge(new TenantId("acme"), "row:1", limits, amount)], _kept, now);
    }
}
