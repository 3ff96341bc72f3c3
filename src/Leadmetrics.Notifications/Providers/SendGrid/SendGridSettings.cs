using System.Globalization;
using System.Text.Json;

namespace Leadmetrics.Notifications.Providers.SendGrid;

/// <summary>Writes how a mail is sent: time, batch, unsubscribe group, pool, sandbox and tracking, the message's own before the account's.</summary>
internal static class SendGridSettings
{
    private const int MaxHoursAhead = 72;
    private const int MaxShownGroups = 25;
    private const int MaxBatchId = 100;

    /// <exception cref="EmailMessageException">SendGrid takes no such option.</exception>
    public static void Write(Utf8JsonWriter json, SendOptions options, SendGridConfig config, DateTimeOffset now)
    {
        WriteTime(json, options.SendAt, now);
        WriteBatchId(json, options.BatchId);
        WriteGroup(json, options.UnsubscribeGroup ?? (config.UnsubscribeGroup is { } id ? new UnsubscribeGroup(id) : null));
        if (options.IpPool is { Length: < SendGridConfig.MinIpPool or > SendGridConfig.MaxIpPool }) throw new EmailMessageException("ipPool", $"has not {SendGridConfig.MinIpPool} to {SendGridConfig.MaxIpPool} characters");
        if ((options.IpPool ?? config.IpPool) is { } pool) json.WriteString("ip_pool_name", pool);
        if (options.Sandbox ?? config.Sandbox)
        {
            json.WriteStartObject("mail_settings");
            WriteSwitch(json, "sandbox_mode", true);
            json.WriteEndObject();
        }

        WriteTracking(json, options.TrackOpens ?? config.TrackOpens, options.TrackClicks ?? config.TrackClicks);
    }

    // Whole seconds, and never before its time; what is due already is sent at once.
    private static void WriteTime(Utf8JsonWriter json, DateTimeOffset? sendAt, DateTimeOffset now)
    {
        if (sendAt is not { } at || at <= now) return;
        if (at - now > TimeSpan.FromHours(MaxHoursAhead)) throw new EmailMessageException("sendAt", $"is more than the {MaxHoursAhead} hours ahead that SendGrid keeps a mail: queue it instead");
        json.WriteNumber("send_at", at.ToUnixTimeSeconds() + (at.Ticks % TimeSpan.TicksPerSecond > 0 ? 1 : 0));
    }

    private static void WriteBatchId(Utf8JsonWriter json, string? batchId)
    {
        if (batchId is null) return;
        if (batchId.Length is 0 or > MaxBatchId || batchId.Any(c => c is <= ' ' or >= '\x7f')) throw new EmailMessageException("batchId", $"has not 1 to {MaxBatchId} printable ASCII characters");
        json.WriteString("batch_id", batchId);
    }

    private static void WriteGroup(Utf8JsonWriter json, UnsubscribeGroup? group)
    {
        if (group is null) return;
        if (group.Id <= 0) throw new EmailMessageException("unsubscribeGroup.id", "is not positive");
        if (group.Shown.Count > MaxShownGroups) throw new EmailMessageException("unsubscribeGroup.shown", $"names more than the {MaxShownGroups} groups that SendGrid shows");
        json.WriteStartObject("asm");
        json.WriteNumber("group_id", group.Id);
        if (group.Shown.Count > 0)
        {
            json.WriteStartArray("groups_to_display");
            for (var i = 0; i < group.Shown.Count; i++) json.WriteNumberValue(group.Shown[i] > 0 ? group.Shown[i] : throw new EmailMessageException(string.Create(CultureInfo.InvariantCulture, $"unsubscribeGroup.shown[{i}]"), "is not positive"));
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteTracking(Utf8JsonWriter json, bool? opens, bool? clicks)
    {
        if (opens is null && clicks is null) return;
        json.WriteStartObject("tracking_settings");
        if (clicks is { } tracksClicks)
        {
            json.WriteStartObject("click_tracking");
            json.WriteBoolean("enable", tracksClicks);

            // In a plain text the reader would see the tracker's address in place of the link.
            json.WriteBoolean("enable_text", false);
            json.WriteEndObject();
        }

        if (opens is { } tracksOpens) WriteSwitch(json, "open_tracking", tracksOpens);
        json.WriteEndObject();
    }

    private static void WriteSwitch(Utf8JsonWriter json, string name, bool enable)
    {
        json.WriteStartObject(name);
        json.WriteBoolean("enable", enable);
        json.WriteEndObject();
    }
}
