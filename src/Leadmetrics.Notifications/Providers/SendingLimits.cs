using System.Text.Json;

namespace Leadmetrics.Notifications.Providers;

/// <summary>How much an account may send; each over a rolling window.</summary>
public sealed record SendingLimits
{
    /// <summary>Per second; <see langword="null"/>: no limit.</summary>
    public int? PerSecond { get; init; }

    /// <summary>Per minute; <see langword="null"/>: no limit.</summary>
    public int? PerMinute { get; init; }

    /// <summary>Per hour; <see langword="null"/>: no limit.</summary>
    public int? PerHour { get; init; }

    /// <summary>Per day; <see langword="null"/>: no limit.</summary>
    public int? PerDay { get; init; }

    /// <summary>Whether recipients are counted, or messages.</summary>
    /// <value><see langword="false"/>: recipients.</value>
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
