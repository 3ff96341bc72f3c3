using Leadmetrics.Notifications.Providers;

namespace Leadmetrics.Notifications.Hosting;

/// <summary>How much may be sent, each over any rolling window.</summary>
public sealed class SendingLimitsOptions
{
    /// <summary>Recipients, or messages, in any second; at least 1.</summary>
    /// <value><see langword="null"/>: no limit.</value>
    public int? PerSecond { get; set; }

    /// <summary>Recipients, or messages, in any 60 seconds; at least 1.</summary>
    /// <value><see langword="null"/>: no limit.</value>
    public int? PerMinute { get; set; }

    /// <summary>Recipients, or messages, in any 3,600 seconds; at least 1.</summary>
    /// <value><see langword="null"/>: no limit.</value>
    public int? PerHour { get; set; }

    /// <summary>Recipients, or messages, in any 86,400 seconds; at least 1.</summary>
    /// <value><see langword="null"/>: no limit.</value>
    public int? PerDay { get; set; }

    /// <summary>Whether messages are counted in place of recipients.</summary>
    /// <value><see langword="false"/>: recipients.</value>
    public bool CountMessages { get; set; }

    /// <summary>The first limit that is none, by name.</summary>
    internal string? Wrong =>
        PerSecond < 1 ? nameof(PerSecond)
        : PerMinute < 1 ? nameof(PerMinute)
        : PerHour < 1 ? nameof(PerHour)
        : PerDay < 1 ? nameof(PerDay)
        : null;

    internal SendingLimits ToLimits() => new() { PerSecond = PerSecond, PerMinute = PerMinute, PerHour = PerHour, PerDay = PerDay, CountMessages = CountMessages };
}
