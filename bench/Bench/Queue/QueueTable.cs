using System.Globalization;
using System.Text;
using Leadmetrics.Bench.Smtp;

namespace Leadmetrics.Bench.Queue;

/// <summary>The figures of a comparison of queues as Markdown tables, one a figure.</summary>
internal static class QueueTable
{
    public static string Of(QueueResult result, QueueScenario scenario)
    {
        var text = new StringBuilder();
        text.Append('\n').Append(result.Title).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"A commit took {result.CommitMilliseconds:F2} ms; 8 connections made {FigureTable.Short(result.CommitsPerSecond)} commits a second, {FigureTable.Short(result.NotifyingCommitsPerSecond)} where each notified.\n");
        foreach (var figure in scenario.Figures)
        {
            var lines = result.Lines.Where(line => line.Figure == figure).ToArray();
            if (lines.Length == 0) continue;
            text.Append('\n').Append(QueueFigures.Shown(figure, scenario)).Append("\n\n");
            if (figure == QueueFigures.Latency) AddLatency(text, lines);
            else AddRates(text, result, figure, lines);
        }

        return text.ToString();
    }

    private static void AddRates(StringBuilder text, QueueResult result, string figure, QueueLine[] lines)
    {
        text.Append("| queue | mails/s | ours is | CPU s per 1,000 |\n| --- | ---: | ---: | ---: |\n");
        var ours = result.Of(QueueContestants.Ours, figure);
        foreach (var line in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {QueueContestants.Shown(line.Client)} | {FigureTable.Short(line.PerSecond)} | {Times(ours, line)} | {line.CpuSecondsPerThousand:F3} |\n");
        }
    }

    private static void AddLatency(StringBuilder text, QueueLine[] lines)
    {
        text.Append("| queue | p50 ms | p99 ms | handled in time |\n| --- | ---: | ---: | ---: |\n");
        foreach (var line in lines)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {QueueContestants.Shown(line.Client)} | {Milliseconds(line.P50)} | {Milliseconds(line.P99)} | {line.Handled * 100:F0} % |\n");
        }
    }

    private static string Times(QueueLine? ours, QueueLine line) =>
        ours is { PerSecond: > 0 } && line.PerSecond > 0 ? (ours.PerSecond / line.PerSecond).ToString("F2", CultureInfo.InvariantCulture) + "x" : "";

    private static string Milliseconds(double? value) => value?.ToString("F1", CultureInfo.InvariantCulture) ?? "";
}
