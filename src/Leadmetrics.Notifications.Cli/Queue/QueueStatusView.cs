using System.Globalization;
using System.Text.Json.Nodes;
using Leadmetrics.Notifications.Cli.Showing;
using Leadmetrics.Notifications.Queue;

namespace Leadmetrics.Notifications.Cli.Queue;

/// <summary>Shows how a queue stands.</summary>
internal static class QueueStatusView
{
    public static void Show(Terminal terminal, QueueStatus status)
    {
        var listing = new Listing("MAILS", "COUNT", "");
        listing.Add("ready", Number(status.Ready), status.OldestReady is { } oldest ? $"the oldest for {Age(oldest)}" : "");
        listing.Add("scheduled", Number(status.Scheduled), "");
        listing.Add("sending", Number(status.Sending), "");
        listing.Add("held", Number(status.Held), status.Held > 0 ? "nobody knows whether they arrived: lmn queue settle" : "");
        listing.Add("dead", Number(status.Dead), status.Dead > 0 ? "lmn queue dead shows them" : "");
        listing.Add("sent", Number(status.SentLastHour), "in the last hour");
        listing.Add("failed", Number(status.FailedLastHour), "in the last hour");
        terminal.Show(listing);
        if (status.Paused) terminal.Say("Paused: lmn queue resume lets mail go out again.");
    }

    public static JsonObject ToJson(TenantId? tenant, QueueStatus status) => new()
    {
        ["tenant"] = tenant?.Value,
        ["ready"] = status.Ready,
        ["scheduled"] = status.Scheduled,
        ["sending"] = status.Sending,
        ["held"] = status.Held,
        ["dead"] = status.Dead,
        ["pending"] = status.Pending,
        ["sentLastHour"] = status.SentLastHour,
        ["failedLastHour"] = status.FailedLastHour,
        ["oldestReadySeconds"] = status.OldestReady is { } oldest ? Math.Round(oldest.TotalSeconds, 3) : null,
        ["paused"] = status.Paused,
    };

    /// <summary>A time as people say it: the two largest units that it has.</summary>
    public static string Age(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (int)age.TotalSeconds)} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.Minutes} min {age.Seconds} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{age.Hours} h {age.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{age.Days} d {age.Hours} h"),
    };

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);
}
