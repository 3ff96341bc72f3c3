using Leadmetrics.Chaos.Sinks;
using Leadmetrics.Chaos.Storing;

namespace Leadmetrics.Integration.Queue;

/// <summary>Lets hours pass while no worker runs: in the database everything grows older, and what was noted before and behind is told on one clock.</summary>
internal sealed class PassedTime(PostgresRows rows)
{
    private readonly List<(DateTimeOffset At, TimeSpan Time)> _passed = [];

    /// <summary>Makes what is counted, and what waits, so much older.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        // Whole pieces of an hour, so that what is counted and what was noted grow older alike; of a day they are quarters of an hour.
        Assert.Equal(0, time.Ticks % TimeSpan.FromMinutes(1).Ticks);
        var shift = $"{(long)time.TotalMilliseconds} / CASE span WHEN 'second' THEN 100 WHEN 'minute' THEN 1000 WHEN 'hour' THEN 60000 ELSE 900000 END";
        _passed.Add((TimeProvider.System.GetUtcNow(), time));

        // Out of the way first: a key is unique at every moment.
        await rows.ExecuteAsync(
            $"""
             UPDATE {rows.Schema}.email_budget SET bucket = bucket - 1000000000000000;
             UPDATE {rows.Schema}.email_budget SET bucket = bucket + 1000000000000000 - {shift};
             UPDATE {rows.Schema}.email_job SET run_at = run_at - interval '{time.TotalMinutes} minutes', expires_at = expires_at - interval '{time.TotalMinutes} minutes'
             """);
    }

    /// <summary>When something was, on a clock that ran on by as much as has passed.</summary>
    public DateTimeOffset Of(DateTimeOffset noted) => noted + TimeSpan.FromTicks(_passed.Where(passed => passed.At <= noted).Sum(passed => passed.Time.Ticks));

    /// <summary>Receipts on that clock.</summary>
    public IReadOnlyCollection<Receipt> Of(IEnumerable<Receipt> receipts) => [.. receipts.Select(receipt => receipt with { At = Of(receipt.At) })];
}
