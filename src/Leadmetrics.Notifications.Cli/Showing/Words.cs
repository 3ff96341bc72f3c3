using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Leadmetrics.Notifications.Cli.Showing;

/// <summary>How single values read, for people and for programs. Pure.</summary>
internal static class Words
{
    /// <summary>An enum's value as programs read it, for example <c>recipientRejected</c>.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static string Of(bool value) => value ? "yes" : "no";

    /// <summary>A number of things.</summary>
    public static string Of(long count, string thing) => count == 1 ? $"1 {thing}" : $"{count} {thing}s";

    /// <summary>An instant for people, in UTC to the second.</summary>
    public static string Of(DateTimeOffset? instant, string otherwise) => instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? otherwise;

    /// <summary>An instant for programs, ISO 8601 in UTC.</summary>
    public static string? Iso(DateTimeOffset? instant) => instant?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>A setting's value: a text as it is, a part of the settings as JSON in one line.</summary>
    public static string Of(JsonNode? setting) => setting switch
    {
        null => "",
        JsonValue single => single.ToString(),
        _ => setting.ToJsonString(Terminal.Readable),
    };

    public static string Milliseconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0.0} ms");
}
