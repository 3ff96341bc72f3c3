using System.Text.Json;

namespace Leadmetrics.Notifications.Providers;

/// <summary>How much an account may send; each over a rolling window.</summary>
public sealed record SendingLimits
{
    /// <summary>Recipients, or messages, in any second: <c>limits.perSecond</c>, at least 1.</summary>
    /// <value><see langword="null"/>: no limit.</value>
    public int? PerSecond { get; init; }

    /// <summary>Recipients, or messages, in any 60 seconds: <c>limits.perMinute</c>, at least 1.</summary>
    /// <value><see langword="null"/>: no limit.</value>
    public int? PerMinute { get; init; }

    /// <summary>Recipients, or messages, in any 3,600 seconds: <c>limits.perHour</c>, at least 1.</summary>
    /// <value><see langword="null"/>: no limit.</value>
    public int? PerHour { get; init; }

    /// <summary>Recipients, or messages, in any 86,400 seconds: <c>limits.perDay</c>, at least 1.</summary>
    /// <value><see langword="null"/>: no limit.</value>
    public int? PerDay { get; init; }

    /// <summary>What is counted: <c>limits.count</c>, <c>recipients</c> or <c>messages</c>.</summary>
    /// <value><see langword="false"/>: <c>recipients</c>.</value>
    public bool CountMessages { get; init; }

    /// <summary>Whether nothing is limited.</summary>
    internal bool IsEmpty => this is { PerSecond: null, PerMinute: null, PerHour: null, PerDay: null };

    internal static SendingLimits? Read(ConfigReader config, out IEnumerable<string> unknown)
    {
        unknown = [];
        if (config.Object("limits") is not { } limits) return null;
        var read = new SendingLimits
        {
            PerSecond = limits.Number("perSecond", 1, int.MaxValue),
            PerMinute = limits.Number("perMinute", 1, int.MaxValue),
            PerHour = limits.Number("perHour", 1, int.MaxValue),
            PerDay = limits.Number("perDay", 1, int.MaxValue),
            CountMessages = limits.Word("count", "recipients", "messages") == "messages",
        };
        unknown = limits.Unknown.ToArray();
        return read;
    }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("limits");
        if (PerSecond is { } second) json.WriteNumber("perSecond", second);
        if (PerMinute is { } minute) json.WriteNumber("perMinute", minute);
        if (PerHour is { } hour) json.WriteNumber("perHour", hour);
        if (PerDay is { } day) json.WriteNumber("perDay", day);
        if (CountMessages) json.WriteString("count", "messages");
        json.WriteEndObject();
    }
}
