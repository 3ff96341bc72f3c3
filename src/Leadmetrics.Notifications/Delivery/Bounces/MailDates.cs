using System.Globalization;

namespace Leadmetrics.Notifications.Delivery.Bounces;

/// <summary>Reads dates of mail (RFC 5322 section 3.3), such as <c>Tue, 3 Nov 2026 10:04:05 +0100 (CET)</c>.</summary>
internal static class MailDates
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

    public static DateTimeOffset? Read(string? field)
    {
        if (field is null) return null;
        var words = MailText.WithoutComments(field).Split([' ', '\t', ','], 8, StringSplitOptions.RemoveEmptyEntries);
        var first = words.Length > 0 && char.IsAsciiLetter(words[0][0]) ? 1 : 0;
        if (words.Length < first + 4) return null;
        var month = Array.FindIndex(Months, name => words[first + 1].StartsWith(name, StringComparison.OrdinalIgnoreCase)) + 1;
        var time = words[first + 3].Split(':');
        if (month == 0 || time.Length is < 2 or > 3) return null;
        if (!Number(words[first], out var day) || !Number(words[first + 2], out var year) || !Number(time[0], out var hour) || !Number(time[1], out var minute)) return null;
        var second = 0;
        if (time.Length == 3 && !Number(time[2], out second)) return null;
        if (year < 100) year += year < 50 ? 2000 : 1900;
        if (year is < 1970 or > 9000 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 60) return null;
        var local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified);
        return new DateTimeOffset(local - Zone(words.Length > first + 4 ? words[first + 4] : ""), TimeSpan.Zero);
    }

    // Names of zones other than UTC's are obsolete and mean, by RFC 5322 section 4.3, an offset that nobody knows.
    private static TimeSpan Zone(string zone)
    {
        if (zone is not (['+' or '-', _, _, _, _]) || !Number(zone[1..3], out var hours) || !Number(zone[3..], out var minutes) || hours > 14 || minutes > 59) return TimeSpan.Zero;
        var offset = new TimeSpan(hours, minutes, 0);
        return zone[0] == '-' ? -offset : offset;
    }

    private static bool Number(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
