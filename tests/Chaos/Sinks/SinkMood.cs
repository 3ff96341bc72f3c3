namespace Leadmetrics.Chaos.Sinks;

/// <summary>How a sink treats who comes; the default takes everything at once.</summary>
internal sealed record SinkMood
{
    /// <summary>Takes everything.</summary>
    public static SinkMood Good { get; } = new();

    /// <summary>The greeting in place of 220; a code of 4 or 5 ends the connection.</summary>
    public string? Greeting { get; init; }

    /// <summary>The answer to AUTH in place of 235.</summary>
    public string? Auth { get; init; }

    /// <summary>The answer to MAIL in place of 250.</summary>
    public string? Mail { get; init; }

    /// <summary>The answer to RCPT in place of 250.</summary>
    public string? Recipient { get; init; }

    /// <summary>The answer to the final dot in place of 250: the mail is not taken.</summary>
    public string? Dot { get; init; }

    /// <summary>What happens to the connection around the final dot.</summary>
    public Cut Cut { get; init; }

    /// <summary>How long the answer to the final dot takes; the mail is taken behind it.</summary>
    public TimeSpan DotDelay { get; init; }

    /// <summary>Says nothing any more to what comes, until the mood changes.</summary>
    public bool Hangs { get; init; }
}
