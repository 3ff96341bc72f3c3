using System.Globalization;
using Leadmetrics.Notifications.Cli.Showing;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary>What the live view of a queue draws: a bar, counts and speed. Pure.</summary>
internal static class QueueFrame
{
    private const int BarWidth = 30;

    /// <param name="now">The latest look.</param>
    /// <param name="before">One some seconds ago, for the speed.</param>
    public static IReadOnlyList<string> Of(QueueSample now, QueueSample before)
    {
        var status = now.Status;
        var rate = Rate(now, before);
        var left = rate > 0 && status.Pending > 0 ? $", {QueueStatusView.Age(TimeSpan.FromSeconds(Math.Ceiling(status.Pending / rate)))} left" : "";
        var oldest = status.OldestReady is { } age ? $"   oldest {QueueStatusView.Age(age)}" : "";
        List<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"{Bar(now)}  {now.Done} of {Words.Of(now.Done + status.Pending, "mail")}   {rate:0.0}/s{left}"),
            string.Create(CultureInfo.InvariantCulture, $"ready {status.Ready}   scheduled {status.Scheduled}   sending {status.Sending}{oldest}"),
            string.Create(CultureInfo.InvariantCulture, $"sent {now.Sent}   failed {now.Failed}   held {status.Held}   dead {status.Dead}"),
        ];
        if (status.Paused) lines.Add("paused");
        return lines;
    }

    private static double Rate(QueueSample now, QueueSample before) => now.Seconds > before.Seconds ? (now.Done - before.Done) / (now.Seconds - before.Seconds) : 0;

    private static string Bar(QueueSample now)
    {
        var share = now.Status.Pending == 0 ? 1 : (double)now.Done / (now.Done + now.Status.Pending);

        // Never full before it is done.
        var full = now.Status.Pending == 0 ? BarWidth : Math.Min(BarWidth - 1, (int)(share * BarWidth));
        var percent = now.Status.Pending == 0 ? 100 : Math.Min(99, (int)(share * 100));
        return string.Create(CultureInfo.InvariantCulture, $"[{new string('#', full)}{new string('.', BarWidth - full)}] {percent,3} %");
    }
}
