namespace Leadmetrics.Bench.Queue;

/// <summary>What is measured of a queue, by the words of the command line.</summary>
internal static class QueueFigures
{
    /// <summary>Mails that are added one by one.</summary>
    public const string Enqueue = "enqueue";

    /// <summary>Mails that are added inside the caller's transaction, beside a row of its own.</summary>
    public const string Transaction = "transaction";

    /// <summary>Mails that are added many at once, over one connection.</summary>
    public const string Bulk = "bulk";

    /// <summary>Mails that are handed out, handled by nothing, and settled.</summary>
    public const string Drain = "drain";

    /// <summary>The same, sent to an SMTP sink.</summary>
    public const string DrainSmtp = "drain-smtp";

    /// <summary>From the call that adds a mail to its handler.</summary>
    public const string Latency = "latency";

    public static IReadOnlyList<string> All { get; } = [Enqueue, Transaction, Bulk, Drain, DrainSmtp, Latency];

    /// <summary>A figure as tables head it.</summary>
    public static string Shown(string figure, QueueScenario scenario) => figure switch
    {
        Enqueue => FormattableString.Invariant($"Enqueue one by one, {scenario.Connections} connections"),
        Transaction => FormattableString.Invariant($"Enqueue inside the caller's transaction, {scenario.Connections} connections"),
        Bulk => FormattableString.Invariant($"Enqueue {scenario.Batch} at once, 1 connection"),
        Drain => FormattableString.Invariant($"Drain {scenario.Messages} mails to a handler that does nothing"),
        DrainSmtp => FormattableString.Invariant($"Drain {scenario.Messages} mails to smtp-sink, {scenario.Concurrency} connections"),
        _ => FormattableString.Invariant($"From enqueue to handler at {scenario.Rate} mails a second"),
    };
}
