using System.Globalization;

namespace Leadmetrics.Packages.Configuring;

/// <summary>How defaults are written in the documentation of options: the beginning of each <c>value</c>.</summary>
internal static class Defaults
{
    private const long KiB = 1024;
    private const long MiB = 1024 * KiB;

    /// <summary>The form that a property's own default has to be told in.</summary>
    public static string Of(object? value) => value switch
    {
        null => "`null`",
        bool flag => flag ? "`true`" : "`false`",
        TimeSpan time => Time(time),
        long octets => Octets(octets),
        int number when number >= MiB => Octets(number),
        int number => number.ToString("N0", CultureInfo.InvariantCulture),
        double fraction => fraction.ToString(CultureInfo.InvariantCulture),
        Enum word => $"`{word}`",
        string text => $"`{text}`",
        _ => throw new InvalidOperationException($"No form for {value.GetType()}."),
    };

    /// <summary>Whether a documentation begins with a default, and not with another one that begins alike.</summary>
    public static bool IsSaid(string told, object? value) =>
        told.StartsWith(Of(value), StringComparison.Ordinal) && (told.Length == Of(value).Length || !char.IsLetterOrDigit(told[Of(value).Length]) && !(told[Of(value).Length] is ',' or '.' && told.Length > Of(value).Length + 1 && char.IsAsciiDigit(told[Of(value).Length + 1])));

    private static string Time(TimeSpan time) => time switch
    {
        { Ticks: 0 } => "zero",
        _ when time.TotalSeconds is > 0 and < 1 => Count(time.TotalMilliseconds, "millisecond"),
        _ when time.TotalDays > 2 && time.TotalDays % 1 == 0 => Count(time.TotalDays, "day"),
        _ when time.TotalHours >= 1 && time.TotalHours % 1 == 0 => Count(time.TotalHours, "hour"),
        // A minute is said as 60 seconds where seconds are what one thinks in.
        _ when time.TotalMinutes >= 2 && time.TotalMinutes % 1 == 0 => Count(time.TotalMinutes, "minute"),
        _ => Count(time.TotalSeconds, "second"),
    };

    private static string Octets(long octets) => octets % MiB == 0 ? $"{octets / MiB} MiB" : octets % KiB == 0 ? $"{octets / KiB} KiB" : octets.ToString("N0", CultureInfo.InvariantCulture);

    private static string Count(double many, string unit) => $"{many.ToString(CultureInfo.InvariantCulture)} {unit}{(many == 1 ? "" : "s")}";
}
