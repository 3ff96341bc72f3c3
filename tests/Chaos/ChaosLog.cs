using Leadmetrics.Chaos.Checking;

namespace Leadmetrics.Chaos;

/// <summary>Everything that is known of a run, for whoever looks for a mail by its id or Message-ID.</summary>
internal static class ChaosLog
{
    public static Task WriteAsync(string file, IReadOnlyList<string> workers, ChaosReport? report) => File.WriteAllLinesAsync(file, [.. report is null ? [] : Lines(report), "== what workers said", .. workers]);

    private static IEnumerable<string> Lines(ChaosReport report) =>
    [
        .. report.Lines(),
        "== findings", .. report.Findings,
        .. Lines(report.Outcome),
    ];

    private static IEnumerable<string> Lines(Outcome outcome) =>
    [
        "== calls", .. outcome.Ledger.Select(entry => $"{entry}"),
        "== arrived", .. outcome.Receipts.Select(receipt => $"{receipt.At:HH:mm:ss.fff} {receipt.Sink} {receipt.Client} {receipt.MessageId} {receipt.Subject} {string.Join(',', receipt.Recipients)}"),
        "== stored", .. outcome.Messages.Select(message => $"{message}"),
        "== history", .. outcome.Attempts.Select(attempt => $"{attempt.At:HH:mm:ss.ffffff} {attempt.Tenant}/{attempt.Id} fence {attempt.Fence} {attempt.Outcome} {attempt.Worker}"),
        "== dead", .. outcome.Dead.Select(dead => $"{dead}"),
        "== live", .. outcome.Jobs.Select(job => $"{job}"),
    ];
}
